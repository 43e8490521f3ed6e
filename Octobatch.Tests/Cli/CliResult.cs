using Octobatch.Cli;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>What a command did.</summary>
internal sealed record CliResult(int Code, byte[] Bytes, string Error)
{
    public string Output => System.Text.Encoding.UTF8.GetString(Bytes);

    /// <summary>Everything that was shown, with the command's own words when the exit code is another.</summary>
    public CliResult Ends(ExitCode code)
    {
        Assert.True((int)code == Code, $"Exit code {Code} instead of {(int)code} ({code}).\n{Output}\n{Error}");
        return this;
    }
}
