using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.ServiceAuth;
using Octobatch.Tests.Infrastructure;
using Octobatch.Tests.ServiceDefaults;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>The campaign service on a database of its own, called as the gateway calls it.</summary>
internal sealed class CampaignHost : IAsyncDisposable
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public required ServiceHost Host { get; init; }

    public static async Task<CampaignHost> StartAsync(
        PostgresFixture postgres, TimeProvider? time = null, params (string Variable, string? Value)[] settings)
    {
        var dsn = await postgres.CreateDatabaseAsync(Cancellation);
        var host = await ServiceHost.StartAsync(
            b => b.AddCampaignService(), a => a.MapCampaignService(), ServiceSettings.With([("OCTOBATCH_POSTGRES_DSN", dsn), .. settings]), time: time);
        await host.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        return new CampaignHost { Host = host };
    }

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, string type = "application/yaml", string? ifMatch = null, string? accept = null,
        string role = "operator", string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", ForgedTokens.Create("gateway", "campaign", role, d => d.Claims[Caller.SubjectClaim] = "key:test"));
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return await Host.Client.SendAsync(request, Cancellation);
    }

    /// <summary>The answer's JSON; anything but success fails the test with the answer's words.</summary>
    public async Task<JsonElement> JsonAsync(string method, string path, string? body = null, string type = "application/json", string? ifMatch = null)
    {
        using var response = await SendAsync(method, path, body, type, ifMatch);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>What a query's rows say, a text each.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var command = Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Cancellation);
        var rows = new List<string>();
        while (await reader.ReadAsync(Cancellation))
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
        return rows;
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
