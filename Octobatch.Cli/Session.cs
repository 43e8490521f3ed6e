using System.CommandLine;
using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;
using Octobatch.Cli.Configuration;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli;

/// <summary>One command as it runs: what was typed, the terminal, and the way to Octobatch.</summary>
internal sealed class Session : IDisposable
{
    private OctobatchClient? client;

    public Session(Surroundings around, ParseResult parsed)
    {
        (Around, Parsed) = (around, parsed);
        Invocation = new(this)
        {
            Output = around.Terminal.Writer,
            Error = around.Terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = around.TerminationLimit,
        };
    }

    public Surroundings Around { get; }

    public ParseResult Parsed { get; }

    public SessionInvocation Invocation { get; }

    public Terminal Terminal => Around.Terminal;

    public TimeProvider Time => Around.Time;

    /// <summary>Whether the answer is for a program.</summary>
    public bool Json => Get(SharedOptions.Json);

    public ConfigFile ConfigFile => new(ConfigFile.PathIn(Around.Variable));

    /// <exception cref="StopException">Nobody said where Octobatch is, or with which key.</exception>
    public OctobatchClient Client => client ??= new(Connection.Of(this), Around.Time);

    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => Parsed.GetValue(argument);

    public void Dispose() => client?.Dispose();
}

/// <summary>Carries the session to the action of the command that was typed.</summary>
internal sealed class SessionInvocation(Session session) : InvocationConfiguration
{
    public Session Session => session;
}
