using Octobatch.Cli;
using Octobatch.Cli.Terminals;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>Somebody with a home folder, an environment and a terminal or none, who types commands.</summary>
internal sealed class CliUser : IDisposable
{
    /// <summary>An 80 columns wide terminal with colours.</summary>
    public static readonly TerminalTraits OnTerminal = new(true, true, true, Colors: true, Width: 80);

    private readonly TempDirectory home = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public TerminalTraits Traits { get; set; } = TerminalTraits.Piped;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Config => Path.Combine(home.Path, ".config", "octobatch", "config.json");

    /// <summary>Who has the key already, in the environment.</summary>
    public static CliUser Of(Uri url, string key)
    {
        var user = new CliUser();
        user.Environment["OCTOBATCH_URL"] = url.AbsoluteUri;
        user.Environment["OCTOBATCH_KEY"] = key;
        return user;
    }

    public string Home => home.Path;

    /// <summary>A file in the home folder.</summary>
    public string File(string name, string content)
    {
        System.IO.File.WriteAllText(home.Sub(name), content);
        return home.Sub(name);
    }

    public string PathOf(string name) => home.Sub(name);

    public Task<CliResult> RunAsync(params string[] args) => TypeAsync("", args);

    /// <param name="input">What comes on standard input.</param>
    public async Task<CliResult> TypeAsync(string input, params string[] args)
    {
        using var output = new MemoryStream();
        var error = new StringWriter();
        var terminal = new Terminal(output, error, () => new StringReader(input), Traits);
        var around = new Surroundings(terminal, Variable, Time);
        var code = await OctobatchCommand.RunAsync(args, around, TestContext.Current.CancellationToken);
        return new(code, output.ToArray(), error.ToString());
    }

    public void Dispose() => home.Dispose();

    private string? Variable(string name) => name == "HOME" ? home.Path : Environment.GetValueOrDefault(name);
}
