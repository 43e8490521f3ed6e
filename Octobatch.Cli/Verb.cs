using System.CommandLine;

namespace Octobatch.Cli;

/// <summary>A command with the examples that its help shows.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;

    public Verb Runs(Func<Session, CancellationToken, Task<ExitCode>> run)
    {
        SetAction(async (parsed, cancellation) => (int)await run(((SessionInvocation)parsed.InvocationConfiguration).Session, cancellation));
        return this;
    }
}
