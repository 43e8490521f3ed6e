using System.Net.Http.Json;
using System.Text.Json;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.Standalone;
using Xunit;

namespace Octobatch.Pages.Tests.Browsing;

/// <summary>Standalone with its sample organisation, once for all tests, as a newcomer starts it.</summary>
public sealed class RunningPages : IAsyncLifetime
{
    private readonly TempDirectory folder = new();
    private RunningStandalone? running;

    public Uri Address => new($"http://localhost:{Running.PortBase}");

    /// <summary>The link on the screen that signs in once.</summary>
    public string SignInLink => Running.Screen.Split('\n', ' ').First(word => word.Contains("/sign-in/link/", StringComparison.Ordinal));

    public string AdminKey => File.ReadAllText(Path.Combine(folder.Sub("data"), "admin-key")).Trim();

    /// <summary>The API, for an admin.</summary>
    public HttpClient Client() => new() { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new("Bearer", AdminKey) } };

    public async Task<string> CreateKeyAsync(string role, CancellationToken cancellation)
    {
        using var client = Client();
        using var created = await client.PostAsJsonAsync("/api/keys", new { name = $"a {role} of the tests", role }, cancellation);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("key").GetString()!;
    }

    private RunningStandalone Running => running ?? throw new InvalidOperationException("Standalone does not run.");

    public async ValueTask InitializeAsync()
    {
        running = await RunningStandalone.StartAsync(folder.Sub("data"), FreePorts.Find());
        Assert.Contains("Octobatch is running.", running.Screen, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
            await running.DisposeAsync();
        folder.Dispose();
    }
}
