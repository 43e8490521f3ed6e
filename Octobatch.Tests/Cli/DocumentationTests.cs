using System.CommandLine;
using System.Runtime.CompilerServices;
using Octobatch.Cli;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>docs/cli.md and the help show what is true.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void The_page_lists_every_command_and_no_other()
    {
        var documented = Rows().Where(cell => cell.StartsWith("`octobatch ", StringComparison.Ordinal))
            .Select(cell => string.Join(' ', cell.Trim('`').Split(' ').Skip(1).TakeWhile(word => word.All(c => char.IsAsciiLetterLower(c) || c == '-'))));
        Assert.Equal(Commands(OctobatchCommand.Root).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_lists_every_exit_code_and_no_other()
    {
        var documented = Rows().Where(cell => cell.All(char.IsAsciiDigit)).Select(int.Parse);
        Assert.Equal(Enum.GetValues<ExitCode>().Select(c => (int)c), documented);
    }

    [Fact]
    public async Task Every_command_has_help_with_examples()
    {
        using var user = new CliUser();
        foreach (var command in Commands(OctobatchCommand.Root))
        {
            var help = (await user.RunAsync([.. command.Split(' '), "--help"])).Ends(ExitCode.Ok);
            var examples = help.Output.Split("Examples:\n")[1].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(examples, example => example.Contains($"octobatch {command}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong()
    {
        using var user = new CliUser();
        Assert.Contains("stauts", (await user.RunAsync("stauts")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
        Assert.Contains("argument missing for command: 'diff'", (await user.RunAsync("diff")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
        Assert.Contains("no name of a campaign", (await user.RunAsync("status", "../keys")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
        Assert.Contains("together would be all", (await user.RunAsync("targets", "x", "--included", "--excluded")).Ends(ExitCode.Invalid).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-property:UseCurrentRuntimeIdentifier=true", "true")] // what --use-current-runtime stands for
    [InlineData("-property:RuntimeIdentifier=linux-arm64", "true")]
    [InlineData("-property:Configuration=Debug", "")]
    public async Task The_tool_is_native_where_it_is_packed_for_a_machine(string option, string native)
    {
        Assert.Contains("dotnet pack Octobatch.Cli --use-current-runtime", Text(), StringComparison.Ordinal);
        var said = await Deployment.Tools.Command.RunAsync("dotnet", ["msbuild", "Octobatch.Cli", "-getProperty:PublishAot", option]);
        Assert.Equal(native, said.Succeeded.Trim());
    }

    private static IEnumerable<string> Commands(Command command) => command.Subcommands.SelectMany(child =>
        child.Subcommands.Count == 0 ? [child.Name] : Commands(child).Select(name => $"{child.Name} {name}"));

    // The first cells of all tables.
    private static IEnumerable<string> Rows() => Text().Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Split('|')[1].Trim());

    private static string Text([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/cli.md"));
}
