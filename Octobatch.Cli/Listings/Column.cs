namespace Octobatch.Cli.Listings;

/// <summary>One column of a list.</summary>
/// <param name="Value">Its text for an item, without control characters.</param>
internal sealed record Column<T>(string Title, Func<T, string> Value)
{
    /// <summary>Numbers stand at the right.</summary>
    public bool IsNumber { get; init; }
}
