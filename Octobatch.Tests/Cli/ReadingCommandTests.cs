using System.Text.Json;
using Octobatch.Cli;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary><c>repos</c>, <c>keys</c> and <c>token</c>: lists and answers, on a terminal, in a pipe and for programs.</summary>
public sealed class ReadingCommandTests(CliFixture octobatch)
{
    [Fact]
    public async Task A_pipe_gets_values_between_tabs_and_nothing_else()
    {
        using var user = await octobatch.UserAsync();
        var list = (await user.RunAsync("repos", "org:globex", "-archived:true")).Ends(ExitCode.Ok);
        Assert.Empty(list.Error);
        var rows = list.Output.TrimEnd('\n').Split('\n').Select(row => row.Split('\t')).ToList();
        Assert.Equal(["globex/api", "globex/infra", "globex/site", "globex/worker"], rows.Select(r => r[0]));
        Assert.Equal(["Go", "HCL", "TypeScript", "Python"], rows.Select(r => r[1]));
        Assert.Equal("public", rows[2][2]);
        Assert.All(rows, row => Assert.Equal(6, row.Length));
    }

    [Fact]
    public async Task A_terminal_gets_a_table_that_fits_it()
    {
        using var user = await octobatch.UserAsync();
        user.Traits = CliUser.OnTerminal with { Width = 40 };
        var list = (await user.RunAsync("repos", "org:globex", "-archived:true")).Ends(ExitCode.Ok);
        var lines = list.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("\e[1mREPOSITORY     LANGUAGE    VISIBILITY  …\e[0m", lines[0]);
        Assert.Equal("globex/api     Go          private     …", lines[1]);
        Assert.Equal("globex/site    TypeScript  public      …", lines[3]);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public async Task Programs_get_one_document_of_all_pages_in_the_APIs_shape()
    {
        using var user = await octobatch.UserAsync();
        var all = JsonDocument.Parse((await user.RunAsync("repos", "org:acme", "--json")).Ends(ExitCode.Ok).Bytes).RootElement;
        Assert.Equal(JsonValueKind.Null, all.GetProperty("next").ValueKind);
        Assert.Equal(40, all.GetProperty("items").GetArrayLength());
        Assert.True(all.GetProperty("items")[0].TryGetProperty("installation_id", out _));

        var some = JsonDocument.Parse((await user.RunAsync("repos", "org:acme", "--json", "--limit", "3")).Ends(ExitCode.Ok).Bytes).RootElement;
        Assert.Equal(3, some.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.String, some.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task A_query_that_is_wrong_is_refused_with_the_reason()
    {
        using var user = await octobatch.UserAsync();
        var refused = (await user.RunAsync("repos", "orgg:acme")).Ends(ExitCode.Invalid);
        Assert.Contains("org", refused.Error, StringComparison.Ordinal);
        Assert.Contains("No repository matches", (await user.RunAsync("repos", "org:nobody")).Ends(ExitCode.Ok).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_lives_from_create_to_revoke()
    {
        using var admin = await octobatch.UserAsync();
        var created = (await admin.RunAsync("keys", "create", "a-robot", "--role", "viewer")).Ends(ExitCode.Ok);
        var key = created.Output.Trim();
        Assert.Matches("^octo_[A-Za-z0-9_-]{43}$", key);
        using var robot = CliUser.Of(new Uri(admin.Environment["OCTOBATCH_URL"]), key);
        (await robot.RunAsync("status")).Ends(ExitCode.Ok);
        Assert.Contains("higher role", (await robot.RunAsync("keys", "list")).Ends(ExitCode.NotAllowed).Error, StringComparison.Ordinal);

        var row = Assert.Single((await admin.RunAsync("keys", "list")).Ends(ExitCode.Ok).Output.Split('\n'), line => line.Contains("\ta-robot\tviewer\t", StringComparison.Ordinal));
        var id = row.Split('\t')[0];
        Assert.Contains(id, created.Error, StringComparison.Ordinal);
        (await admin.RunAsync("keys", "revoke", id)).Ends(ExitCode.Ok);
        (await admin.RunAsync("keys", "revoke", id)).Ends(ExitCode.Conflict);
        (await admin.RunAsync("keys", "create", "x", "--role", "owner")).Ends(ExitCode.Invalid);
        Assert.DoesNotContain(key, (await admin.RunAsync("keys", "list", "--json")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_comes_alone_or_with_less_power()
    {
        using var admin = await octobatch.UserAsync();
        Assert.Matches("^ghs_[A-Za-z0-9_.-]+\n$", (await admin.RunAsync("token", "1")).Ends(ExitCode.Ok).Output);
        var less = JsonDocument.Parse((await admin.RunAsync("token", "1", "--permission", "contents=read", "--json")).Ends(ExitCode.Ok).Bytes).RootElement;
        Assert.Equal("read", less.GetProperty("permissions").GetProperty("contents").GetString());
        Assert.False(less.GetProperty("permissions").TryGetProperty("pull_requests", out _));
        (await admin.RunAsync("token", "4711")).Ends(ExitCode.Conflict);
        (await admin.RunAsync("token", "1", "--permission", "contents")).Ends(ExitCode.Invalid);
        using var one = await octobatch.UserAsync("operator");
        (await one.RunAsync("token", "1")).Ends(ExitCode.NotAllowed);
    }
}
