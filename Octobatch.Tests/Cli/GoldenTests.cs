using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>A campaign from the first line of its spec to its end, word for word, as a pipe and as a terminal get it.</summary>
public sealed class GoldenTests
{
    private const int FirstPort = 31_500;

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
        var spec = user.PathOf("notice.yaml");
        var shown = new Transcript(user, name);
        await shown.TypeAsync("repos org:globex");
        await shown.TypeAsync($"init --name {name} --query org:globex --title 'Pin the runner' --files '.github/workflows/*.yml' --pattern ubuntu-22.04 --with ubuntu-24.04 --output {spec}");
        // At once: what a wave waits for takes its time.
        await File.AppendAllTextAsync(spec, "publish:\n  waves: ['100%']\n", TestContext.Current.CancellationToken);
        await shown.TypeAsync($"validate {spec}");
        await shown.TypeAsync("version: 1\nname: x\nselect: []\n", "validate -");
        await shown.TypeAsync($"preview {spec} --watch");
        await shown.TypeAsync($"preview {spec}");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"status {name}");
        await shown.TypeAsync($"targets {name}");
        await shown.TypeAsync($"diff {name} --grouped");
        await shown.TypeAsync($"diff {name} globex/api");
        await shown.TypeAsync($"publish {name} --only globex/api globex/nothing");
        await shown.TypeAsync($"publish {name} --only globex/api --watch");
        await shown.TypeAsync($"publish {name} --watch");
        await shown.TypeAsync($"status {name} --state no_change");
        await shown.TypeAsync($"pause {name}");
        await shown.TypeAsync("status");
        await shown.TypeAsync("keys create grafana --role viewer");
        await shown.TypeAsync("keys");
        await shown.TypeAsync("token 2 --permission contents=read");
        await shown.TypeAsync($"retry {name} --state no_change");
        await shown.TypeAsync($"close {name} globex/infra --comment 'Done by hand.'");
        await shown.TypeAsync($"close {name} --pull-requests close");
        await shown.TypeAsync($"status {name} --watch");
        await shown.TypeAsync($"publish {name}");
        shown.MatchesItsFile();
    }
}
