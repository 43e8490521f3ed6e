using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Octobatch.Benchmarks.GitHub;

/// <summary>Tokens for what is compared with Octobatch: straight from the simulator.</summary>
internal static class InstallationTokens
{
    /// <param name="keyFile">The App's private key.</param>
    public static async Task<string> MintAsync(Uri github, string keyFile)
    {
        using var http = new HttpClient { BaseAddress = github };
        using var request = new HttpRequestMessage(HttpMethod.Post, "app/installations/1/access_tokens");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AppJwt.Sign(await File.ReadAllTextAsync(keyFile)));
        request.Headers.UserAgent.ParseAdd("octobatch-benchmark");
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }
}
