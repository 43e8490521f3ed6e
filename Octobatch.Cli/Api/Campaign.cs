namespace Octobatch.Cli.Api;

/// <summary>A campaign as the API shows it.</summary>
/// <param name="State"><c>open</c> or <c>closed</c>.</param>
/// <param name="Changesets">How many there are in each state.</param>
internal sealed record Campaign(string Name, string? Description, string State, int SpecVersion, DateTimeOffset UpdatedAt)
{
    public IReadOnlyDictionary<string, long>? Changesets { get; init; }

    public Run? LatestRun { get; init; }

    public long Count(string state) => Changesets?.GetValueOrDefault(state) ?? 0;
}
