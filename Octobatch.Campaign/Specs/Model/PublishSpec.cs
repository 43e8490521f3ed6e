namespace Octobatch.Campaigns.Specs.Model;

/// <summary>How pull requests are rolled out.</summary>
public sealed record PublishSpec
{
    /// <summary>Rising; each includes the ones before.</summary>
    public IReadOnlyList<Share> Waves { get; init; } = [new(1, false), new(10, true), new(100, true)];

    /// <summary>Pause when so many of those published failed.</summary>
    public Share PauseOnFailure { get; init; } = new(5, true);

    /// <summary>Pull requests a day in one organisation; null: no limit of the campaign's own.</summary>
    public int? MaxPerDay { get; init; }

    /// <summary>Pull requests of the campaign that may be open at once; null: no limit.</summary>
    public int? MaxOpen { get; init; }

    /// <summary>When pull requests may be published; null: always.</summary>
    public PublishWindow? Window { get; init; }

    public RecomputePolicy Recompute { get; init; } = RecomputePolicy.Manual;
}

/// <summary>Days and hours in a time zone.</summary>
public sealed record PublishWindow
{
    /// <summary>In the order of the week; null: every day.</summary>
    public IReadOnlyList<Weekday>? Days { get; init; }

    /// <summary><c>HH:MM-HH:MM</c> within one day, the end excluded and at most <c>24:00</c>; null: all day.</summary>
    public string? Hours { get; init; }

    /// <summary>A name of the IANA database.</summary>
    public string Zone { get; init; } = "UTC";
}

/// <summary>A day of the week as specs write it.</summary>
public enum Weekday
{
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// <summary>What happens when the base has moved and the change is no longer the previewed one.</summary>
public enum RecomputePolicy
{
    /// <summary>A person looks at it again.</summary>
    Manual,

    /// <summary>It is published as it is now.</summary>
    Auto,
}
