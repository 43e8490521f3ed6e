namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>What to write down first, and what to do then, in order.</summary>
/// <param name="Next">The row before anything is done: with the intent, so that a crash leaves nothing that cannot be told.</param>
/// <param name="Operations">Each when the one before has succeeded.</param>
public sealed record Plan(Recorded Next, IReadOnlyList<Operation> Operations)
{
    /// <summary>Something worth a line of the timeline that changes no state, such as why a merge was not done.</summary>
    public string? Note { get; init; }

    internal static Plan Nothing(Recorded next) => new(next, []);

    internal static Plan Of(Recorded next, params Operation[] operations) => new(next, operations);
}
