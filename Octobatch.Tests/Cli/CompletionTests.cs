using Microsoft.Extensions.Logging.Abstractions;
using Octobatch.ServiceDefaults.Processes;
using Octobatch.Standalone.Embedded;
using Octobatch.Tests.Deployment.Tools;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary><c>octobatch completion</c>, in the shells that it is for, in a folder with a campaign.yaml.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("octobatch sta", "status")]
    [InlineData("octobatch keys ", "create list revoke")]
    [InlineData("octobatch retry x --state fai", "failed")]
    [InlineData("octobatch completion p", "pwsh")]
    public async Task Bash_completes_commands_options_and_values(string line, string offered)
    {
        var typed = line.Split(' ');
        var completed = await RunAsync(
            "bash", $"source <(octobatch completion bash); COMP_LINE='{line}' COMP_POINT={line.Length} COMP_WORDS=({line} ) COMP_CWORD={typed.Length - 1}; _octobatch; printf '%s\\n' \"${{COMPREPLY[@]}}\"");
        Assert.Equal(offered, Offered(completed));
    }

    [Theory]
    [InlineData("octobatch sta", "octobatch status")]
    [InlineData("octobatch retry x --state fai", "octobatch retry x --state failed")]
    [InlineData("true && octobatch completion p", "true && octobatch completion pwsh")]
    [InlineData("octobatch validate camp", "octobatch validate campaign.yaml")]
    public async Task Zsh_completes_what_is_typed_and_files_where_nothing_else_fits(string line, string completed)
    {
        await RequireAsync("zsh");
        // Ctrl+A and Ctrl+E go to the line's ends: it is printed as completed, and not run.
        var typed = $"autoload -Uz compinit; compinit -u -D; source <(octobatch completion zsh)\n{line}\t\u0001print -r -- '\u0005'\nexit\n";
        var screen = await RunAsync("bash", $"script --quiet --return --command 'zsh -f -i' /dev/null <<< \"{typed}\"");
        Assert.Contains(completed, screen.Split('\n').Select(row => row.Trim()));
    }

    [Theory]
    [InlineData("octobatch sta", "status")]
    [InlineData("octobatch keys ", "create list revoke")]
    [InlineData("octobatch retry x --state fai", "failed")]
    [InlineData("true && octobatch completion p", "pwsh")]
    [InlineData("octobatch validate camp", "campaign.yaml")]
    public async Task Fish_completes_commands_options_and_values_and_files_where_nothing_else_fits(string line, string offered)
    {
        await RequireAsync("fish");
        Assert.Equal(offered, Offered(await RunAsync("fish", $"octobatch completion fish | source; complete --do-complete '{line}'")));
    }

    private static string Offered(string output) =>
        string.Join(' ', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(word => !word.StartsWith('-')).Order(StringComparer.Ordinal));

    private static async Task<string> RunAsync(string shell, string script)
    {
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(folder.Sub("campaign.yaml"), "", TestContext.Current.CancellationToken);
        KeyValuePair<string, string?>[] environment =
            [new("HOME", folder.Path), new("PATH", $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}"), new("TERM", "xterm")];
        return (await Command.RunAsync(shell, ["-c", script], folder.Path, environment)).Succeeded;
    }

    private static async Task RequireAsync(string shell)
    {
        if (Executables.Find(shell) is null)
            await DebianPackages.TryInstallAsync(NullLogger.Instance, TestContext.Current.CancellationToken, shell);
        if (Executables.Find(shell) is null)
            throw Missing.Skip($"{shell} is not on PATH: apt-get install {shell}");
    }
}
