namespace Octobatch.Tests.Infrastructure;

internal static class HttpClientExtensions
{
    public static async Task<string> GetStringOfAnyStatusAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.Content.ReadAsStringAsync();
    }
}
