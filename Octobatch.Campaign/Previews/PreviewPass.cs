using System.Collections.Concurrent;
using Octobatch.Campaigns.Previews.Storage;
using Octobatch.Campaigns.Runs.Work;
using Octobatch.GitHub;
using Octobatch.GitHub.Requests;

namespace Octobatch.Campaigns.Previews;

/// <summary>Targets in work under one lease, and what came of them so far.</summary>
internal sealed class PreviewPass(PreviewBatch batch, GitHubInstallation github, LeaseKeeper lease) : IAsyncDisposable
{
    private readonly RequestTally tally = new();
    private GitHubInstallation? counted;

    public PreviewBatch Batch => batch;

    public GitHubInstallation GitHub => counted ??= github.With(tally);

    /// <summary>Cancelled when the lease is lost.</summary>
    public CancellationToken Token => lease.Token;

    /// <summary>Sent to GitHub.</summary>
    public long Requests => tally.Sent;

    public ConcurrentBag<TargetResult> Finished { get; } = [];

    public ConcurrentBag<TargetDelay> Delayed { get; } = [];

    public ValueTask DisposeAsync() => lease.DisposeAsync();
}
