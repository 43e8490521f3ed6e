namespace Octobatch.Campaigns.Steps;

/// <summary>How much the steps may take and make.</summary>
public sealed record StepLimits
{
    public static StepLimits Default { get; } = new();

    /// <summary>Bytes of the largest file that a step reads or makes. GitHub itself refuses files over 100 MB.</summary>
    public int MaxFileBytes { get; init; } = 10 * 1024 * 1024;
}
