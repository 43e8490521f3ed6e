using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Standalone;

/// <summary>A whole run with everything exported, searched for every secret that it used.</summary>
[Collection("Standalone")]
public sealed class SecrecyTests
{
    [Fact]
    public async Task No_secret_reaches_a_log_a_trace_a_metric_or_a_health_answer()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new TempDirectory();
        var data = folder.Sub("data");
        await using var otlp = await OtlpReceiver.StartAsync();
        var seen = new StringBuilder();
        var secrets = new List<(string What, string Value)>();

        await using (var running = await RunningStandalone.StartAsync(data, FreePorts.Find(), new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        }))
        {
            var adminKey = (await File.ReadAllTextAsync(Path.Combine(data, "admin-key"), cancellation)).Trim();
            secrets.AddRange(await UseAsync(running, adminKey, seen, cancellation));
            secrets.AddRange(FilesOf(data));
            for (var port = running.PortBase; port < running.PortBase + 4; port++)
                seen.AppendLine(await running.Client.GetStringAsync($"http://localhost:{port}/healthz", cancellation));

            running.Send(ChildSignal.Terminate);
            await running.Exited.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
            seen.AppendLine(running.Screen.Replace(adminKey, "", StringComparison.Ordinal)); // the screen may show this one
            secrets.Add(("admin key", adminKey));
        }

        Assert.Contains(otlp.Received, r => r.Path == "/v1/traces");
        Assert.Contains(otlp.Received, r => r.Path == "/v1/metrics");
        Assert.Contains(otlp.Received, r => r.Path == "/v1/logs");
        foreach (var (_, body) in otlp.Received)
            seen.AppendLine(Encoding.Latin1.GetString(body));
        var text = seen.ToString();
        Assert.Contains("octobatch-token", text, StringComparison.Ordinal); // what is searched is really there
        Assert.All(secrets, secret => Assert.False(text.Contains(secret.Value, StringComparison.Ordinal), $"The {secret.What} can be read."));
    }

    /// <summary>Does what people do, rightly and wrongly. Returns the secrets that appeared on the way.</summary>
    private static async Task<List<(string What, string Value)>> UseAsync(
        RunningStandalone running, string adminKey, StringBuilder seen, CancellationToken cancellation)
    {
        var secrets = new List<(string, string)>();
        running.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        var token = await running.Client.GetFromJsonAsync<JsonElement>("/tokens/installations/1", cancellation);
        secrets.Add(("installation token", token.GetProperty("token").GetString()!));
        using var created = await running.Client.PostAsJsonAsync("/api/keys", new { name = "ci", role = "viewer" }, cancellation);
        var key = (await created.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("key").GetString()!;
        secrets.Add(("API key", key));

        string[] wrong = ["/tokens/installations/999999", "/tokens/installations/abc", "/nothing", $"/api/keys?after={key}", $"/tokens/installations/{key}"];
        foreach (var path in wrong)
        {
            using var response = await running.Client.GetAsync(path, cancellation);
            seen.AppendLine(await response.Content.ReadAsStringAsync(cancellation));
        }

        running.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "octo_" + key[5..].ToUpperInvariant());
        using var refused = await running.Client.GetAsync("/tokens/installations/1", cancellation);
        seen.AppendLine(await refused.Content.ReadAsStringAsync(cancellation));
        return secrets;
    }

    private static IEnumerable<(string What, string Value)> FilesOf(string data)
    {
        yield return ("service key", File.ReadAllText(Path.Combine(data, "service-key")).Trim());
        yield return ("database password", File.ReadAllText(Path.Combine(data, "postgres", "password")).Trim());
        yield return ("webhook secret", File.ReadAllText(Path.Combine(data, "github", "webhook-secret")).Trim());
        foreach (var line in File.ReadLines(Path.Combine(data, "github", "github-app.pem")).Where(l => l.Length >= 40 && !l.StartsWith("--", StringComparison.Ordinal)))
            yield return ("App private key", line);
    }
}
