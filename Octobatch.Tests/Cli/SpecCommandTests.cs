using System.Text.Json;
using Octobatch.Cli;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary><c>validate</c>, <c>init</c> and <c>schema</c>.</summary>
public sealed class SpecCommandTests(CliFixture octobatch)
{
    private const string Valid = """
        version: 1
        name: from-a-test
        select:
          - query: "org:acme language:go"
        steps:
          - write: { file: NOTICE, content: "Made with care.\n" }
        changeset:
          title: Add a notice
        """;

    [Fact]
    public async Task A_valid_spec_is_said_to_be_one_and_shown_normalised_to_programs()
    {
        using var user = await octobatch.UserAsync();
        var file = user.File("campaign.yaml", Valid);
        var said = (await user.RunAsync("validate", file)).Ends(ExitCode.Ok);
        Assert.Equal($"{file} is a valid spec.\n", said.Output);

        var json = (await user.RunAsync("validate", file, "--json")).Ends(ExitCode.Ok);
        Assert.Equal("octobatch/from-a-test", JsonDocument.Parse(json.Bytes).RootElement.GetProperty("changeset").GetProperty("branch").GetString());
        Assert.Equal("<stdin> is a valid spec.\n", (await user.TypeAsync(Valid, "validate", "-")).Ends(ExitCode.Ok).Output);
        // The same as JSON.
        Assert.Equal(json.Bytes, (await user.RunAsync("validate", user.File("campaign.json", json.Output), "--json")).Ends(ExitCode.Ok).Bytes);
    }

    [Fact]
    public async Task Every_error_has_its_place_the_line_and_a_caret()
    {
        using var user = await octobatch.UserAsync();
        var file = user.File("campaign.yaml", Valid.Replace("org:acme language:go", "", StringComparison.Ordinal).Replace("title: Add", "titel: Add", StringComparison.Ordinal));
        var refused = (await user.RunAsync("validate", file)).Ends(ExitCode.Invalid);
        Assert.Empty(refused.Output);
        var lines = refused.Error.Split('\n');
        Assert.StartsWith($"{file}:4:12: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("    - query: \"\"", lines[1]);
        Assert.Equal("             ^", lines[2]);
        Assert.Contains(lines, line => line.StartsWith($"{file}:8:3: ", StringComparison.Ordinal) && line.Contains("titel", StringComparison.Ordinal));
        Assert.StartsWith("error: The spec is not valid.", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_get_the_errors_as_the_API_says_them()
    {
        using var user = await octobatch.UserAsync();
        var refused = (await user.TypeAsync("version: 2", "validate", "-", "--json")).Ends(ExitCode.Invalid);
        var problem = JsonDocument.Parse(refused.Bytes).RootElement;
        Assert.Equal("invalid_spec", problem.GetProperty("code").GetString());
        Assert.Equal(1, problem.GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_caret_stands_below_its_place_behind_tabs_and_on_a_coloured_terminal()
    {
        using var user = await octobatch.UserAsync();
        user.Traits = CliUser.OnTerminal;
        var refused = (await user.TypeAsync("{\t\"version\": 2 }", "validate", "-")).Ends(ExitCode.Invalid);
        Assert.Contains("\e[1m<stdin>:1:", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\e[31m^\e[0m", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', refused.Error);
    }

    [Fact]
    public async Task A_spec_that_is_too_large_is_refused_for_that_reason()
    {
        using var user = await octobatch.UserAsync();
        var refused = (await user.RunAsync("validate", user.File("campaign.yaml", Valid + "# " + new string('x', 20_000_000)))).Ends(ExitCode.Invalid);
        Assert.Contains("The request body is too large", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        using var user = await octobatch.UserAsync();
        var refused = (await user.RunAsync("validate", user.PathOf("nothing.yaml"))).Ends(ExitCode.Invalid);
        Assert.Contains("nothing.yaml cannot be read", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_init_writes_from_answers_and_from_flags_is_the_same_and_valid()
    {
        using var user = await octobatch.UserAsync();
        var asked = user.PathOf("asked.yaml");
        await user.TypeAsync("checkout-v5\norg:acme\n.github/workflows/*.yml\nactions/checkout@v[34]\\b\nactions/checkout@v5\nUse actions/checkout v5: all of it\n", "init", "--output", asked);
        var flagged = (await user.RunAsync(
            "init", "--name", "checkout-v5", "--query", "org:acme", "--files", ".github/workflows/*.yml", "--pattern", "actions/checkout@v[34]\\b",
            "--with", "actions/checkout@v5", "--title", "Use actions/checkout v5: all of it", "--output", "-")).Ends(ExitCode.Ok);
        Assert.Equal(File.ReadAllText(asked), flagged.Output);
        (await user.RunAsync("validate", asked)).Ends(ExitCode.Ok);

        var again = (await user.TypeAsync("x\n", "init", "--name", "x", "--query", "q", "--run", "make", "--title", "t", "--output", asked)).Ends(ExitCode.Conflict);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_answer_init_says_how_to_give_one()
    {
        using var user = new CliUser();
        var refused = (await user.RunAsync("init", "--name", "x")).Ends(ExitCode.Invalid);
        Assert.Contains("--help lists the options", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_that_of_the_documentation_word_for_word()
    {
        using var user = await octobatch.UserAsync();
        var schema = (await user.RunAsync("schema")).Ends(ExitCode.Ok);
        Assert.Equal(await File.ReadAllTextAsync(Repository.PathOf("docs/schemas/campaign.v1.json"), TestContext.Current.CancellationToken), schema.Output);
        Assert.Empty(schema.Error);
    }
}
