namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>How webhooks go wrong on demand; each number is a probability from 0 to 1.</summary>
public sealed record WebhookFaults
{
    /// <summary>Never sent, and not among the deliveries either.</summary>
    public double Lost { get; init; }

    /// <summary>Sent twice with one id.</summary>
    public double Doubled { get; init; }

    /// <summary>Sent after the one that comes next.</summary>
    public double OutOfOrder { get; init; }

    /// <summary>Milliseconds to wait before each, on the simulator's clock.</summary>
    public double DelayMs { get; init; }
}
