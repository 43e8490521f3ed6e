using Microsoft.Extensions.Logging;

namespace Octobatch.Selections.Sync;

/// <summary>Does what is due, one claim at a time.</summary>
internal sealed partial class SyncRunner(SyncStore syncs, InstallationList installations, FullSync full, LightSync light, ILogger<SyncRunner> logger)
{
    /// <summary>Does one piece of due work; false when there is none.</summary>
    public async Task<bool> RunOneAsync(CancellationToken cancellation)
    {
        if (await syncs.ClaimAsync(cancellation) is not { } claim)
            return false;
        var (outcome, requests) = claim switch
        {
            { InstallationId: SyncClaim.Installations } => await installations.SyncAsync(cancellation),
            { Full: true } => (await full.RunAsync(claim, cancellation), 0), // it counts page by page
            _ => (await light.RunAsync(claim, cancellation), LightSync.Requests),
        };
        await syncs.FinishAsync(claim, outcome, requests, cancellation);
        if (outcome.Error is { } error)
            LogFailed(claim.InstallationId == SyncClaim.Installations ? "the list of installations" : claim.Account, error);
        return true;
    }

    [LoggerMessage(LogLevel.Warning, "The inventory of {What} could not be brought up to date and is tried again: {Reason}")]
    private partial void LogFailed(string what, string reason);
}
