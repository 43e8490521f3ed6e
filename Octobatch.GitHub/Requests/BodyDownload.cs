using System.Buffers;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Requests;

/// <summary>Takes a body to a file as it comes.</summary>
internal static class BodyDownload
{
    private const int Piece = 80 * 1024;

    /// <exception cref="IOException">The connection broke, or the file cannot be written.</exception>
    public static async Task<GitHubResult<GitHubAnswer>> SaveAsync(HttpResponseMessage response, BodyFile file, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > file.MostBytes)
            return TooLarge(response, file);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            await using var from = await response.Content.ReadAsStreamAsync(cancellation);
            await using var to = new FileStream(file.Path, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
            for (long total = 0; await from.ReadAsync(buffer, cancellation) is > 0 and var read;)
            {
                // Counted here, because a length is not always said and need not be true.
                if ((total += read) > file.MostBytes)
                    return TooLarge(response, file);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            return new GitHubAnswer((int)response.StatusCode, ReadOnlyMemory<byte>.Empty, null, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static GitHubError TooLarge(HttpResponseMessage response, BodyFile file) =>
        new(GitHubErrorKind.TooLarge, $"What GitHub sends is larger than {file.MostBytes} bytes") { Status = (int)response.StatusCode };
}
