using System.CommandLine;
using System.CommandLine.Invocation;
using Octobatch.Cli.Api;
using Octobatch.Cli.Commands;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli;

/// <summary>All commands, and how each of their ends becomes an exit code and words on standard error.</summary>
internal static class OctobatchCommand
{
    // A value may begin with @; nothing is read from files behind it.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>One for the whole process: parsing leaves no trace in it.</summary>
    public static RootCommand Root { get; } = Create();

    private static RootCommand Create()
    {
        var root = new RootCommand("Octobatch from the terminal and from CI: one change for many GitHub repositories, previewed, published and watched.")
        {
            SharedOptions.Url,
            SharedOptions.Key,
            SharedOptions.Json,
            LoginCommand.Create(),
            InitCommand.Create(),
            ImportCommand.Create(),
            ValidateCommand.Create(),
            PreviewCommand.Create(),
            DiffCommand.Create(),
            PublishCommand.Create(),
            StatusCommand.Create(),
            TargetsCommand.Create(),
            ReposCommand.Create(),
            RunControlCommands.Pause(),
            RunControlCommands.Resume(),
            RunControlCommands.Cancel(),
            ChangesetCommands.Retry(),
            ChangesetCommands.Rebase(),
            ChangesetCommands.Merge(),
            ChangesetCommands.UpdateText(),
            CloseCommand.Create(),
            ReportCommand.Create(),
            KeysCommand.Create(),
            TokenCommand.Create(),
            SchemaCommand.Create(),
            CompletionCommand.Create(),
        };
        Help.AddExamples(root);
        return root;
    }

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Surroundings around, CancellationToken cancellation = default)
    {
        var parsed = Root.Parse(args, Parsing);
        using var session = new Session(around, parsed);
        return (int)await RunAsync(parsed, session, cancellation);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, Session session, CancellationToken cancellation)
    {
        try
        {
            return parsed.Action is ParseErrorAction wrong
                ? await RefuseAsync(parsed, wrong, session, cancellation)
                : (ExitCode)await parsed.InvokeAsync(session.Invocation, cancellation);
        }
        catch (StopException e)
        {
            return Stop(session, e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return Stop(session, new(ExitCode.Unreachable, $"The answer of {session.Client.Url} broke off: {e.Message}. Run the command again.", e));
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Cancelled;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Ok;
        }
        finally
        {
            session.Terminal.Flush();
        }
    }

    // Whatever reads standard output takes it for a result, so nothing of this goes there.
    private static async Task<ExitCode> RefuseAsync(ParseResult parsed, ParseErrorAction wrong, Session session, CancellationToken cancellation)
    {
        if (session.Json)
            throw new StopException(ExitCode.Invalid, string.Join(' ', parsed.Errors.Select(e => e.Message)));
        session.Invocation.Output = session.Terminal.Error;
        wrong.ShowHelp = parsed.Tokens.Count == 0;
        await parsed.InvokeAsync(session.Invocation, cancellation);
        if (!wrong.ShowHelp)
            session.Terminal.Say($"`{Help.NameOf(parsed.CommandResult)} --help` shows how.");
        return ExitCode.Invalid;
    }

    private static ExitCode Stop(Session session, StopException stop)
    {
        if (session.Json && !session.Terminal.HasWritten)
            session.Terminal.WriteLine((stop as ApiException)?.Json ?? ApiProblem.Of(stop));
        session.Terminal.Complain(stop.Message);
        return stop.Code;
    }
}
