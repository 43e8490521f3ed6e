using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Campaigns;
using Octobatch.Campaigns.Publishing.Watching.Redelivery;
using Octobatch.Campaigns.Publishing.Work;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.ServiceDefaults.Events;
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

    /// <summary>Without its workers: what is not asked for does not happen.</summary>
    public static async Task<CampaignHost> StartAsync(
        PostgresFixture postgres, TimeProvider? time = null, params (string Variable, string? Value)[] settings) =>
        await StartOnAsync(await DatabaseAsync(postgres), time, null, settings);

    /// <summary>The same with services replaced.</summary>
    public static async Task<CampaignHost> StartAsync(
        PostgresFixture postgres, TimeProvider? time, Action<IServiceCollection> replace, params (string Variable, string? Value)[] settings) =>
        await StartOnAsync(await DatabaseAsync(postgres), time, replace, settings);

    // The schema is made once a run and copied.
    private static Task<string> DatabaseAsync(PostgresFixture postgres) =>
        postgres.CreateCopyAsync("campaign", async dsn => await (await StartOnAsync(dsn)).DisposeAsync());

    /// <summary>Another replica, on a database that there is.</summary>
    public static async Task<CampaignHost> StartOnAsync(
        string dsn, TimeProvider? time = null, Action<IServiceCollection>? replace = null, params (string Variable, string? Value)[] settings)
    {
        var host = await ServiceHost.StartAsync(
            b => b.AddCampaignService(), a => a.MapCampaignService(), ServiceSettings.With([("OCTOBATCH_POSTGRES_DSN", dsn), .. settings]),
            services =>
            {
                Type[] workers = [typeof(RunWorker), typeof(RunListener), typeof(PublishWorker), typeof(EventWorker), typeof(RedeliveryWorker)];
                foreach (var worker in services.Where(s => workers.Contains(s.ImplementationType)).ToList())
                    services.Remove(worker);
                replace?.Invoke(services);
            }, time);
        await host.Services.GetRequiredService<SchemaState>().WaitAsync(Cancellation);
        return new CampaignHost { Host = host };
    }

    public async Task<HttpResponseMessage> SendAsync(
        string method, string path, string? body = null, string type = "application/yaml", string? ifMatch = null, string? accept = null,
        string role = "operator", string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(role));
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

    /// <summary>What the gateway sends along for a caller of that role, at the host's own time.</summary>
    public string Token(string role) => ForgedTokens.Create("gateway", "campaign", role, d =>
    {
        var now = Host.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        (d.IssuedAt, d.NotBefore, d.Expires) = (now, now, now.AddMinutes(4));
        d.Claims[Caller.SubjectClaim] = "key:test";
    });

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
