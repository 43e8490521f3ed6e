using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Octobatch.Campaigns.Previews;
using Octobatch.Campaigns.Progress;
using Octobatch.Tests.Campaigns.Previews;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Gateway;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Progress;

public sealed class ProgressTests(PostgresFixture postgres)
{
    private const string Events = "/api/campaigns/small/events";

    private const string AddOne =
        """
        insert into campaign.changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, state, updated_at)
        select 'small', coalesce(max(repository_id), 0) + 1, 'a', 'b', 'a/b', '', 1, 'ready', now() from campaign.changesets
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Progress_comes_through_the_gateway_at_once_and_as_it_happens()
    {
        await using var stack = await GatewayStack.StartAsync(postgres);
        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/campaigns") { Headers = { Authorization = new("Bearer", GatewayStack.AdminKey) } };
        create.Content = new StringContent(SpecTexts.Small, new MediaTypeHeaderValue("application/yaml"));
        using var created = await stack.Gateway.Client.SendAsync(create, Cancellation);
        await created.ReadAsync(HttpStatusCode.Created);
        await using var database = NpgsqlDataSource.Create(stack.Dsn);

        using var stream = await OpenAsync(stack.Gateway.Client, GatewayStack.AdminKey, "7");
        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("""{"campaign":"small","run":null,"changesets":{}}""", await stream.NextAsync());
        for (var ready = 1; ready <= 3; ready++)
        {
            await using var insert = database.CreateCommand(AddOne);
            await insert.ExecuteNonQueryAsync(Cancellation);
            Assert.Equal($$"""{"ready":{{ready}}}""", JsonElement.Parse(await stream.NextAsync()).GetProperty("changesets").GetRawText());
        }

        await stack.Gateway.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(stream.NextAsync); // cut off at once, instead of waited for
    }

    [Fact]
    public async Task A_running_preview_says_how_far_it_is_how_fast_and_until_when()
    {
        await using var world = await PreviewWorld.StartAsync(postgres, repositories: 250);
        await world.CommitAsync("org-01/service-000000", ("conf", "100644", "in the way"u8.ToArray()));
        await world.CommitAsync("org-01/service-000001", ("conf/new.md", "100644", "one\n"u8.ToArray()));
        await world.PutAsync(PreviewWorld.Spec("""[{ write: { file: conf/new.md, content: "one\n" } }]""", "org:org-01", "small"), "small");
        await world.StartRunAsync("small");
        world.GitHub.Simulator.Requests.Clear();
        var batch = await LeaseTests.ClaimStartedAsync(world);
        await world.Selection.RunAsync(() => world.Campaign.Host.Services.GetRequiredService<PreviewWork>().RunAsync(batch, Cancellation));
        // A hundred of 250 in 40 seconds, which are whole in the database too.
        var late = world.Time.GetUtcNow();
        var now = late.AddTicks(TimeSpan.TicksPerSecond - (late.Ticks % TimeSpan.TicksPerSecond));
        world.Time.SetUtcNow(now);
        await world.Campaign.RowsAsync($"update runs set rate_from = timestamptz '{now:O}' - interval '40 seconds'");

        var run = await world.RunAsync(1, "small");
        Assert.Equal("running", run.GetProperty("state").GetString());
        Assert.Equal("""{"total":250,"selected":150,"no_change":1,"ready":98,"failed":1}""", run.GetProperty("counts").GetRawText());
        Assert.Equal(2.5, run.GetProperty("rate_per_second").GetDouble());
        Assert.Equal(now.AddSeconds(60), run.GetProperty("expected_end").GetDateTimeOffset());
        Assert.Equal((2, 2), (run.GetProperty("github_requests").GetInt64(), world.Selection.Counted())); // what stands in the folder, and the files

        using var stream = await OpenAsync(world.Campaign.Host.Client, world.Campaign.Token("viewer"));
        Assert.Equal(
            $$$"""{"campaign":"small","run":{{{run.GetRawText()}}},"changesets":{"failed":1,"no_change":1,"ready":98,"selected":150}}""", await stream.NextAsync());
    }

    [Fact]
    public async Task A_quiet_campaign_still_shows_that_the_connection_lives()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        using var stream = await OpenAsync(host.Host.Client, host.Token("viewer"));
        await stream.NextAsync();
        var comment = stream.LineAsync();
        await Eventually.TrueAsync(() =>
        {
            if (!comment.IsCompleted)
                time.Advance(EventEndpoints.Heartbeat);
            return comment.IsCompleted;
        });
        Assert.Equal(":", await comment);
    }

    [Fact]
    public async Task All_listeners_hear_it_and_those_who_go_are_forgotten()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var host = await StartAsync(time);
        var feed = host.Host.Services.GetRequiredService<ProgressFeed>();
        var streams = new List<EventStream>();
        for (var i = 0; i < 5; i++)
        {
            streams.Add(await OpenAsync(host.Host.Client, host.Token("viewer")));
            await streams[i].NextAsync();
        }

        await host.RowsAsync(AddOne);
        var heard = streams.Select(stream => stream.NextAsync()).ToList();
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return heard.TrueForAll(h => h.IsCompleted);
        });
        foreach (var text in heard)
            Assert.Equal("""{"ready":1}""", JsonElement.Parse(await text).GetProperty("changesets").GetRawText());
        Assert.Equal(5, feed.Listeners);
        streams.ForEach(stream => stream.Dispose());
        await Eventually.TrueAsync(() => feed.Listeners == 0);
    }

    [Fact]
    public async Task The_stream_ends_when_the_service_stops()
    {
        var host = await StartAsync(new FakeTimeProvider(DateTimeOffset.UtcNow));
        using var stream = await OpenAsync(host.Host.Client, host.Token("viewer"));
        await stream.NextAsync();
        var end = stream.LineAsync();
        await host.DisposeAsync();
        Assert.Null(await end);
    }

    private async Task<CampaignHost> StartAsync(TimeProvider time)
    {
        var host = await CampaignHost.StartAsync(postgres, time);
        await host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small, "application/yaml");
        return host;
    }

    private static async Task<EventStream> OpenAsync(HttpClient client, string key, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Events);
        request.Headers.Authorization = new("Bearer", key);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation)));
    }

    private sealed record EventStream(HttpResponseMessage Response, StreamReader Lines) : IDisposable
    {
        public Task<string?> LineAsync() => Lines.ReadLineAsync(Cancellation).AsTask();

        /// <summary>The data of the next event of progress.</summary>
        public async Task<string> NextAsync()
        {
            while (await LineAsync() is { } line)
            {
                if (line != "event: progress")
                    continue;
                var data = await LineAsync();
                Assert.StartsWith("data: ", data, StringComparison.Ordinal);
                Assert.Equal("", await LineAsync());
                return data![6..];
            }

            throw new EndOfStreamException();
        }

        public void Dispose()
        {
            Lines.Dispose();
            Response.Dispose();
        }
    }
}
