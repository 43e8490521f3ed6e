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
            var code = (ExitCode)await parsed.InvokeAsync(session.Invocation, cancellation);
            return parsed.Action is ParseErrorAction ? ExitCode.Invalid : code;
        }
        catch (ApiException e)
        {
            if (session.Json && e.Json is { } problem)
                session.Terminal.WriteLine(problem);
            session.Terminal.Complain(e.Message);
            return e.Code;
        }
        catch (StopException e)
        {
            session.Terminal.Complain(e.Message);
            return e.Code;
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
}
