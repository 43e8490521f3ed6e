namespace Octobatch.Gateway.Web.Charts;

/// <summary>How many changesets were in each state at the end of a day.</summary>
/// <param name="Date">In UTC.</param>
public sealed record BurndownDay(DateOnly Date, long Open, long Merged, long Closed, long Failed);
