namespace Octobatch.Campaigns.Publishing.Watching;

/// <summary>
/// How often the pull requests of an installation are looked at when no webhook says anything: often enough for the bound that is promised,
/// and never so often that looking takes more than its share of GitHub's hourly limit.
/// </summary>
/// <param name="Resting">Between two looks at one that does not move.</param>
/// <param name="Moving">At one whose checks are under way, or of which GitHub does not know yet whether it can be merged.</param>
internal sealed record WatchPace(TimeSpan Resting, TimeSpan Moving)
{
    /// <summary>Pull requests that one request looks at, which costs a point.</summary>
    public const int PerPoint = 50;

    /// <summary>What GitHub grants every installation at least, in points of GraphQL an hour.</summary>
    public const int LeastPoints = 5_000;

    /// <summary>The part of the points that looking may take; previews and publishing have the rest.</summary>
    private const double Share = 0.5;

    public static readonly WatchPace Usual = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2));

    /// <summary>So much earlier than due others come along with one that is: half of the shortest rest, so that they come to be due together.</summary>
    public static readonly TimeSpan Ahead = Usual.Resting / 2;

    /// <summary>How far a row may be behind GitHub without any webhook: the rest between two looks, and half of it again for waiting and failing.</summary>
    public TimeSpan Bound => Resting * 1.5;

    /// <param name="open">All that are watched.</param>
    /// <param name="moving">Those of them that move.</param>
    /// <param name="points">An hour's limit; null: none.</param>
    public static WatchPace Of(long open, long moving, int? points)
    {
        if (points is null)
            return Usual;
        var looks = Math.Max(1, points.Value) * Share * PerPoint / 3600; // pull requests a second
        var resting = Math.Max(Usual.Resting.TotalSeconds, open / looks);
        // What moves has what is left of the share, and is never looked at less often than what rests.
        var left = looks - (open / resting);
        var least = Usual.Moving.TotalSeconds;
        var fast = left > 0 ? Math.Clamp(moving / left, least, resting) : resting;
        return new(TimeSpan.FromSeconds(resting), TimeSpan.FromSeconds(fast));
    }
}
