using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Octobatch.Standalone;

/// <summary>The link on the screen that opens the pages signed in; made through the API, as anybody with the admin key could.</summary>
internal static class SignInLink
{
    /// <summary>The link, or null when there can be none now, such as with a Postgres that is away.</summary>
    public static async Task<string?> CreateAsync(Uri gateway, string adminKey, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = gateway };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        using var response = await client.PostAsync("/api/sign-in-links", null, cancellation);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("url").GetString()
            : null;
    }
}
