using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>The program itself, in a shell: files, pipes, a pseudo-terminal and signals.</summary>
public sealed class ProcessTests(CliFixture octobatch)
{
    private const string Spec = """
        version: 1
        name: terminal-smoke
        select: [{ query: "repo:globex/site" }]
        steps: [{ write: { file: NOTICE, content: "Hello.\n" } }]
        changeset: { title: Hello }
        """;

    [Fact]
    public async Task Commands_that_write_to_one_file_write_one_after_the_other()
    {
        using var folder = new TempDirectory();
        var both = await ShellAsync($"{{ octobatch repos org:globex; octobatch repos org:globex; }} > {folder.Sub("both")}; wc -l < {folder.Sub("both")}");
        Assert.Equal("10", both.Succeeded.Trim());
    }

    [Fact]
    public async Task When_the_reader_of_a_pipe_has_seen_enough_the_command_ends_well()
    {
        var seen = await ShellAsync("octobatch repos | { read -r first; echo \"$first\"; }; echo ${PIPESTATUS[0]}");
        Assert.Matches("^acme/accounts\t.*\n0\n$", seen.Succeeded);
        Assert.Empty(seen.Errors);
    }

    [Theory]
    [InlineData("applied-of-one", "globex/site")]
    [InlineData("applied-of-all", "--grouped")]
    public async Task What_git_apply_makes_of_a_diff_is_what_is_published(string name, string which)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.Sub("spec.yaml"), $$"""
            version: 1
            name: {{name}}
            select: [{ query: "repo:globex/site" }]
            steps:
              - replace: { files: [docs/notes.txt], pattern: Windows, with: Linux }
              - replace: { files: [src/index.ts], pattern: '\n', with: "\r\n" }
              - write: { file: README.md, content: "No newline at the end" }
              - write: { file: "näme with blanks", content: "Hello.\n" }
              - move: { from: scripts/build.sh, to: build.sh }
              - delete: { files: [docs/logo.png, NOTES.txt, .editorconfig] }
            changeset: { title: Everything that a diff may hold }
            publish: { waves: ['100%'] }
            """, Cancellation);
        var applied = await ShellAsync($$"""
            set -e -o pipefail
            octobatch preview {{folder.Sub("spec.yaml")}} --watch > /dev/null
            octobatch publish {{name}} --watch > /dev/null
            git clone --quiet "http://x-access-token:$(octobatch token 2)@localhost:$((${OCTOBATCH_URL//[!0-9]/} + 4))/globex/site.git" {{folder.Sub("clone")}}
            cd {{folder.Sub("clone")}}
            octobatch diff {{name}} {{which}} | git apply --index
            git -c core.quotePath=false diff --cached --name-status --find-renames HEAD
            grep -c $'\r$' docs/notes.txt src/index.ts
            tail -c 1 README.md; echo
            test "$(git write-tree)" = "$(git rev-parse origin/octobatch/{{name}}^{tree})" && echo as published
            """);
        string[] expected =
        [
            "D\t.editorconfig", "D\tNOTES.txt", "M\tREADME.md", "R100\tscripts/build.sh\tbuild.sh", "D\tdocs/logo.png", "M\tdocs/notes.txt",
            "A\tnäme with blanks", "M\tsrc/index.ts", "docs/notes.txt:2", "src/index.ts:1", "d", "as published",
        ];
        Assert.Equal(expected, applied.Succeeded.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_terminal_has_colours_a_pager_and_a_bar()
    {
        using var folder = new TempDirectory();
        var spec = folder.Sub("terminal-smoke.yaml");
        await File.WriteAllTextAsync(spec, Spec, Cancellation);
        var screen = await TerminalAsync($"octobatch preview {spec} --watch; octobatch diff terminal-smoke globex/site; octobatch status");
        Assert.Contains("█", screen, StringComparison.Ordinal);
        Assert.Contains("paged: \e[32m+Hello.\e[0m", screen, StringComparison.Ordinal);
        Assert.Contains("\e[1mCAMPAIGN", screen, StringComparison.Ordinal);

        var plain = await TerminalAsync("NO_COLOR=1 octobatch status");
        Assert.Contains("CAMPAIGN", plain, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', plain);
    }

    [Fact]
    public async Task Tables_are_as_wide_as_the_terminal()
    {
        var screen = await TerminalAsync("octobatch repos org:globex", columns: 50);
        Assert.All(screen.Split('\n'), line => Assert.InRange(line.TrimEnd('\r').Replace("\e[1m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal).Length, 0, 50));
        Assert.Contains("…", screen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_watch_with_130()
    {
        // The shell starts what is in the background without Ctrl+C, so a job of its own.
        var ended = await ShellAsync($"set -m; octobatch preview - <<< '{Spec.Replace("terminal-smoke", "ctrl-c", StringComparison.Ordinal)}'; octobatch status --watch > watched & while ! [ -s watched ] && kill -0 $!; do sleep 0.05; done; kill -INT $!; wait $!; echo $?");
        Assert.EndsWith("130\n", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_minute_of_the_README_goes_word_for_word()
    {
        using var user = await octobatch.UserAsync();
        using var folder = new TempDirectory();
        var key = folder.Sub("admin-key");
        await File.WriteAllTextAsync(key, user.Environment["OCTOBATCH_KEY"] + "\n", Cancellation);
        var readme = await File.ReadAllTextAsync(Repository.PathOf("README.md"), Cancellation);
        var script = readme.Split("which is a .NET tool")[1].Split("```sh\n")[1].Split("```")[0];
        // What is packed and installed there is here already.
        script = script[script.IndexOf("octobatch login", StringComparison.Ordinal)..]
            .Replace("http://localhost:8000", user.Environment["OCTOBATCH_URL"], StringComparison.Ordinal).Replace(".octobatch/admin-key", key, StringComparison.Ordinal);
        var done = await ShellAsync($"set -e; unset OCTOBATCH_URL OCTOBATCH_KEY\n{script}");
        Assert.Contains("different diff", done.Succeeded, StringComparison.Ordinal);
        Assert.Contains("publish 2 completed", done.Output, StringComparison.Ordinal);
        Assert.Matches("merge: [1-9][0-9]* changesets", done.Output);
        Assert.Contains("ubuntu-24: open", done.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<CommandResult> ShellAsync(string script)
    {
        using var user = await octobatch.UserAsync();
        var environment = user.Environment.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)).Append(new("HOME", user.Home))
            .Append(new("PATH", $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}")).Append(new("TERM", "xterm")).Append(new("NO_COLOR", null));
        return await Command.RunAsync("bash", ["-c", script], user.Home, environment);
    }

    // Which .NET says to every terminal at its start; it makes nothing visible.
    private const string KeypadMode = "\e[?1h\e=";

    // `script` is of util-linux, which Debian and Ubuntu always have.
    private async Task<string> TerminalAsync(string command, int columns = 100)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.Sub("typed"), $"stty cols {columns} rows 40\nexport OCTOBATCH_PAGER=\"sed 's/^/paged: /'\"\n{command}\n", Cancellation);
        return (await ShellAsync($"script --quiet --return --command 'bash {folder.Sub("typed")}' /dev/null < /dev/null")).Succeeded.Replace(KeypadMode, "", StringComparison.Ordinal);
    }
}
