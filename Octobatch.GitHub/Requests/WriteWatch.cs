namespace Octobatch.GitHub.Requests;

/// <summary>Stands before every write of a piece of work: after all waiting, right before it is sent.</summary>
/// <param name="mayWrite">False: it is not sent.</param>
public sealed class WriteWatch(Func<CancellationToken, Task<bool>> mayWrite)
{
    /// <summary>The <see cref="Errors.GitHubError.Code"/> of a write that was not sent because it may not be.</summary>
    public const string Stopped = "write_stopped";

    /// <summary>Of the token that the last write was sent with, in lower-case hex; null: none was sent.</summary>
    public string? TokenSha256 { get; private set; }

    internal async Task<bool> PassAsync(string tokenSha256, CancellationToken cancellation)
    {
        if (!await mayWrite(cancellation))
            return false;
        TokenSha256 = tokenSha256;
        return true;
    }
}
