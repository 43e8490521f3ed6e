using System.Text.RegularExpressions;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>A campaign from the first line of its spec to its end, word for word, as a pipe and as a terminal get it.</summary>
public sealed partial class GoldenTests
{
    private const int FirstPort = 31_500;

    private const string Batch = """
        version: 2
        name: Bump.Base
        on:
          - repository: github.com/globex/api
        steps:
          - run: sed -i 's/3.19/3.20/' Dockerfile
            container: alpine:3
            mount: [{ path: a, mountpoint: /b }]
        changesetTemplate:
          title: Bump base images
          branch: batch/bump
          commit: { message: Bump base images }
        """;

    private const string MultiGitter = """
        org: [globex]
        skip-forks: true
        commit-message: Say hello
        pr-title: Say hello
        branch: multi-gitter/hello
        concurrent: 4
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // One Standalone of its own, so that no other test's campaigns, keys and pull requests are in what comes out.
    [Fact]
    public async Task A_campaign_from_its_spec_to_its_end_as_a_pipe_and_as_a_terminal_get_it()
    {
        await using var octobatch = await CliFixture.StartNewAsync(FirstPort);
        using var piped = CliUser.Of(octobatch.Url, octobatch.AdminKey);
        await PlayAsync(piped, "piped");
        using var seen = CliUser.Of(octobatch.Url, octobatch.AdminKey);
        seen.Traits = CliUser.OnTerminal with { Width = 100 };
        await PlayAsync(seen, "terminal");
    }

    private static async Task PlayAsync(CliUser user, string name)
    {
        var shown = new Transcript(user, name);
        await shown.TypeAsync("login");
        await shown.TypeAsync("completion bash");
        await shown.TypeAsync("completion zsh");
        await shown.TypeAsync("completion fish");
        await shown.TypeAsync("completion pwsh");
        await shown.TypeAsync(Batch, "import - --output -");
        await shown.TypeAsync($"import {user.File("multi-gitter.yaml", MultiGitter)} --run 'make fmt' --output {user.PathOf("fmt.yaml")}");
        await PublishAsync(user, shown, name);
        await StepInAsync(user, shown, $"{name}-later");
        shown.MatchesItsFile();
    }

    private static async Task PublishAsync(CliUser user, Transcript shown, string name)
    {
        var spec = user.PathOf("notice.yaml");
        await shown.TypeAsync("repos org:globex");
        await shown.TypeAsync($"init --name {name} --query org:globex --title 'Pin the runner' --files '.github/workflows/*.yml' --pattern ubuntu-22.04 --with ubuntu-24.04 --output {spec}");
        // At once: what a wave waits for takes its time.
        await File.AppendAllTextAsync(spec, "publish:\n  waves: ['100%']\n", Cancellation);
        await shown.TypeAsync($"validate {spec}");
        await shown.TypeAsync("version: 1\nname: x\nselect: []\n", "validate -");
        await shown.TypeAsync($"preview {spec} --watch");
        await shown.TypeAsync($"preview {spec}");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"status {name}");
        await shown.TypeAsync($"targets {name}");
        await shown.TypeAsync($"diff {name} --grouped");
        await shown.TypeAsync($"diff {name} globex/api");
        await shown.TypeAsync($"diff {name} globex/infra");
        await shown.TypeAsync($"publish {name} --only globex/api globex/nothing");
        await shown.TypeAsync($"publish {name} --only globex/api --watch");
        await shown.TypeAsync($"publish {name} --watch");
        await shown.TypeAsync($"status {name} --state no_change");
        await shown.TypeAsync($"pause {name}");
        await shown.TypeAsync("status");
        await shown.TypeAsync("keys create grafana --role viewer");
        var keys = await shown.TypeAsync("keys");
        await shown.TypeAsync($"keys revoke {Key().Match(keys.Output).Value}");
        await shown.TypeAsync("token 2 --permission contents=read");
        await shown.TypeAsync($"retry {name} --state no_change");
        await shown.TypeAsync($"close {name} globex/infra --comment 'Done by hand.'");
        await shown.TypeAsync($"close {name} --pull-requests close");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"publish {name}");
    }

    // A campaign that is held up, given up, and seen through after all.
    private static async Task StepInAsync(CliUser user, Transcript shown, string name)
    {
        var never = DateTime.UtcNow.AddDays(3).DayOfWeek.ToString()[..3].ToLowerInvariant(); // not today, however long this takes
        var spec = user.File("later.yaml", Later(name, $"waves: ['100%'], window: {{ days: [{never}] }}"));
        await shown.TypeAsync($"preview {spec} --watch");
        await shown.TypeAsync($"publish {name}");
        await Eventually.TrueAsync(async () => (await user.RunAsync("status", name)).Output.Contains("Until", StringComparison.Ordinal));
        await shown.TypeAsync($"status {name}");
        await shown.TypeAsync($"pause {name}");
        await shown.TypeAsync($"status {name}");
        await shown.TypeAsync($"resume {name}");
        await shown.TypeAsync($"cancel {name}");
        await shown.TypeAsync($"status {name}");

        user.File("later.yaml", Later(name, "waves: ['100%']"));
        await shown.TypeAsync($"preview {spec}");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"publish {name} --watch");
        await shown.TypeAsync($"update-text {name}");
        await shown.TypeAsync($"rebase {name} globex/api");
        await shown.TypeAsync($"merge {name}");
        await shown.TypeAsync($"merge {name} --state open");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"report {name}");
        await shown.TypeAsync($"report {name} --csv");
        await shown.TypeAsync($"preview {spec} --watch");
    }

    private static string Later(string name, string publish) => $$"""
        version: 1
        name: {{name}}
        select: [{ repositories: [globex/api, globex/site] }]
        steps: [{ write: { file: NOTICE.{{name}}, content: "Made with care.\n" } }]
        changeset: { title: Say how it is made }
        publish: { {{publish}} }
        """;

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=.*grafana)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();
}
