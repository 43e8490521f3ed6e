using Octobatch.Cli.Terminals;

namespace Octobatch.Cli;

/// <summary>What a command meets outside of it, so that tests can bring their own.</summary>
/// <param name="Variable">A variable of the environment; null when it is not set.</param>
internal sealed record Surroundings(Terminal Terminal, Func<string, string?> Variable, TimeProvider Time)
{
    /// <summary>How long a command that was told to end may take; null: signals are not listened to.</summary>
    public TimeSpan? TerminationLimit { get; init; }

    public static Surroundings OfThisProcess() =>
        new(Terminal.OfThisProcess(), Given, TimeProvider.System) { TerminationLimit = TimeSpan.FromSeconds(5) };

    // A variable that is set to nothing is as good as none.
    private static string? Given(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
