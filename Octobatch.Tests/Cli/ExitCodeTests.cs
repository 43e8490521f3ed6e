using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Octobatch.Cli;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>How commands end, so that CI can tell what to do next, and that each says what that is.</summary>
public sealed class ExitCodeTests(CliFixture octobatch)
{
    private const string Spec = """
        version: 1
        name: exit-codes
        select: [{ query: "repo:globex/site" }]
        steps: [{ write: { file: NOTICE, content: "Hello.\n" } }]
        changeset: { title: Hello }
        """;

    [Theory]
    [InlineData("status", 0, "")]
    [InlineData("validate -", 0, "")]
    [InlineData("", 2, "Required command was not provided")]
    [InlineData("stauts", 2, "status\n")]
    [InlineData("diff", 2, "`octobatch diff --help` shows how")]
    [InlineData("keys revoke", 2, "`octobatch keys revoke --help` shows how")]
    [InlineData("status x --state broken", 2, "needs_human")]
    [InlineData("status --state failed", 2, "give NAME")]
    [InlineData("validate /nowhere/campaign.yaml", 2, "/nowhere/campaign.yaml cannot be read")]
    [InlineData("repos orgg:acme", 2, "org")]
    [InlineData("repos --limit 0", 2, "at least 1")]
    [InlineData("repos --limit many", 2, "many")]
    [InlineData("targets x --included=perhaps", 2, "perhaps")]
    [InlineData("retry x owner/name/more", 2, "owner/name")]
    [InlineData("rebase x", 2, "--state STATE")]
    [InlineData("merge x acme/one --state open", 2, "not both")]
    [InlineData("publish x --only -", 2, "version:")]
    [InlineData("status nowhere", 3, "`octobatch status` lists")]
    [InlineData("publish nowhere", 3, "`octobatch status` lists")]
    [InlineData("token 4711", 3, "There is no such installation")]
    [InlineData("status --key octo_wrong", 4, "`octobatch login`")]
    [InlineData("status --url http://localhost:9", 5, "Is Octobatch running there?")]
    public async Task A_command_ends_with_its_documented_code_and_says_what_to_do(string commandLine, int code, string said)
    {
        using var user = await octobatch.UserAsync();
        var ended = (await user.TypeAsync(Spec, commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Ends((ExitCode)code);
        Assert.Contains(said, ended.Error, StringComparison.Ordinal);
        if (code != 0)
            Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("viewer", "validate -", 0)]
    [InlineData("viewer", "preview -", 4)]
    [InlineData("operator", "preview - --watch", 0)]
    [InlineData("operator", "keys", 4)]
    [InlineData("operator", "token 1", 4)]
    public async Task A_role_that_is_too_low_ends_with_4(string role, string commandLine, int code)
    {
        using var user = await octobatch.UserAsync(role);
        (await user.TypeAsync(Spec.Replace("exit-codes", "exit-codes-of-roles", StringComparison.Ordinal), commandLine.Split(' '))).Ends((ExitCode)code);
    }

    [Fact]
    public async Task What_a_campaigns_state_does_not_allow_ends_with_3_and_failed_work_with_1()
    {
        using var user = await octobatch.UserAsync();
        (await user.TypeAsync(Spec, "preview", "-", "--watch")).Ends(ExitCode.Ok);
        Assert.Contains("`octobatch status exit-codes` shows the latest", (await user.RunAsync("pause", "exit-codes")).Ends(ExitCode.Conflict).Error, StringComparison.Ordinal);
        Assert.Contains("The run has ended", (await user.RunAsync("cancel", "exit-codes", "--run", "1")).Ends(ExitCode.Conflict).Error, StringComparison.Ordinal);

        var broken = Spec.Replace("""write: { file: NOTICE, content: "Hello.\n" }""", """patch: "--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-not there\n+changed\n" """, StringComparison.Ordinal);
        var failed = (await user.TypeAsync(broken, "preview", "-", "--watch")).Ends(ExitCode.Failed);
        Assert.Contains("1 failed", failed.Output, StringComparison.Ordinal);
        Assert.Contains("--state failed", failed.Error, StringComparison.Ordinal);
        Assert.StartsWith("globex/site\tfailed\t", (await user.RunAsync("status", "exit-codes", "--state", "failed")).Ends(ExitCode.Ok).Output, StringComparison.Ordinal);
        (await user.RunAsync("status", "exit-codes", "--watch")).Ends(ExitCode.Failed);
        (await user.RunAsync("publish", "exit-codes", "--preview", "7")).Ends(ExitCode.Conflict);

        (await user.RunAsync("close", "exit-codes")).Ends(ExitCode.Ok);
        Assert.Contains("under a new name", (await user.TypeAsync(Spec, "preview", "-")).Ends(ExitCode.Conflict).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_campaign_whose_run_was_cancelled_is_followed_to_a_failure()
    {
        using var user = await octobatch.UserAsync();
        var never = DateTime.UtcNow.AddDays(3).DayOfWeek.ToString()[..3].ToLowerInvariant(); // not today, however long this takes
        var spec = Spec.Replace("exit-codes", "exit-codes-cancelled", StringComparison.Ordinal) + $"\npublish: {{ window: {{ days: [{never}] }} }}\n";
        (await user.TypeAsync(spec, "preview", "-", "--watch")).Ends(ExitCode.Ok);
        (await user.RunAsync("publish", "exit-codes-cancelled")).Ends(ExitCode.Ok);
        (await user.RunAsync("cancel", "exit-codes-cancelled")).Ends(ExitCode.Ok);
        (await user.RunAsync("status", "exit-codes-cancelled", "--watch")).Ends(ExitCode.Failed);
    }

    [Fact]
    public async Task Who_watches_waits_for_a_server_that_is_away_for_a_moment_at_the_end_too()
    {
        using var there = await octobatch.UserAsync();
        (await there.TypeAsync(Spec.Replace("exit-codes", "exit-codes-away", StringComparison.Ordinal), "preview", "-", "--watch")).Ends(ExitCode.Ok);
        var campaign = (await there.RunAsync("status", "exit-codes-away", "--json")).Ends(ExitCode.Ok).Output;
        var asked = 0;
        await using var server = await AnswerAsync(context =>
        {
            // The first says that nothing is under way; the second, which looks again, fails.
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 2 || context.Request.Path.Value!.EndsWith("/events", StringComparison.Ordinal) ? 503 : 200;
            return context.Response.WriteAsync(campaign);
        });
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using var user = CliUser.Of(new(server.Urls.First()), "octo_any");
        user.Time = time;
        var watching = user.RunAsync("status", "exit-codes-away", "--watch");
        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return watching.IsCompleted;
        });

        (await watching).Ends(ExitCode.Ok);
    }

    [Theory]
    [InlineData(429, 5, "")]
    [InlineData(502, 5, "")]
    [InlineData(503, 5, "")]
    [InlineData(500, 1, "")]
    [InlineData(418, 2, "")]
    [InlineData(404, 3, "")]
    [InlineData(302, 5, "sends callers on to https://elsewhere.example.com/")]
    public async Task What_stands_before_Octobatch_may_answer_too(int status, int code, string said)
    {
        await using var proxy = await AnswerAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "https://elsewhere.example.com/";
            return context.Response.WriteAsync("<html>");
        });
        using var user = CliUser.Of(new(proxy.Urls.First()), "octo_any");
        Assert.Contains(said, (await user.RunAsync("status")).Ends((ExitCode)code).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diff_that_breaks_off_is_no_diff()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var user = CliUser.Of(new($"http://{listener.LocalEndpoint}"), "octo_any");
        string[][] commands = [["diff", "x", "acme/one"], ["report", "x", "--csv"]];
        foreach (var command in commands)
        {
            var running = user.RunAsync(command);
            using (var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
            {
                // All of the request is read, so that the end of the answer is an end and no reset.
                using var request = new StreamReader(connection.GetStream(), leaveOpen: true);
                while (await request.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
                    continue;
                await connection.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndiff --git a/x b/x\n"u8.ToArray(), TestContext.Current.CancellationToken);
            }

            Assert.Contains("broke off", (await running).Ends(ExitCode.Unreachable).Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("status --json --url http://localhost:9", "unreachable")]
    [InlineData("status nowhere --json", "campaign_not_found")]
    [InlineData("diff --json", "invalid")]
    [InlineData("pause nowhere --json", "campaign_not_found")]
    [InlineData("validate /nowhere/campaign.yaml --json", "invalid")]
    public async Task Programs_get_every_refusal_as_problem_details(string commandLine, string code)
    {
        using var user = await octobatch.UserAsync();
        var refused = await user.RunAsync(commandLine.Split(' '));
        Assert.NotEqual(0, refused.Code);
        Assert.Equal(code, System.Text.Json.JsonDocument.Parse(refused.Bytes).RootElement.GetProperty("code").GetString());
        Assert.NotEmpty(refused.Error);
    }

    private static async Task<WebApplication> AnswerAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(answer);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
