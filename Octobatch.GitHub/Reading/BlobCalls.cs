using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Reading;

/// <summary>Blobs of many repositories by their ids.</summary>
public static class BlobCalls
{
    private const string Fragments = " fragment B on Blob { isBinary isTruncated text }";

    /// <summary>Asks for texts, up to 50 repositories a request. What GraphQL cannot give is missing: <see cref="ReadBlobAsync"/> has it.</summary>
    /// <returns>One result for each, in order. An error that concerns all ends the sequence after it.</returns>
    public static IAsyncEnumerable<GitHubResult<BlobTexts>> ReadTextsAsync(
        this GitHubInstallation github, IReadOnlyList<WantedBlobs> wanted, CancellationToken cancellation) =>
        github.Sizes.Blobs.AskAsync(github, wanted, Ask, Fragments, Read, cancellation);

    /// <summary>The bytes of one blob, proven by their hash.</summary>
    public static async Task<GitHubResult<ReadOnlyMemory<byte>>> ReadBlobAsync(
        this GitHubInstallation github, RepositoryName repository, string oid, CancellationToken cancellation) =>
        (await github.GetBlobAsync(repository, oid, cancellation)).Then<ReadOnlyMemory<byte>>(bytes => BlobId.Of(bytes.Span) == oid
            ? bytes
            : new GitHubError(GitHubErrorKind.Unavailable, $"GitHub's bytes are not those of blob {oid}."));

    private static void Ask(StringBuilder text, WantedBlobs wanted)
    {
        text.Append("repository(owner: ").Literal(wanted.Repository.Owner).Append(", name: ").Literal(wanted.Repository.Name).Append(") {");
        for (var i = 0; i < wanted.Oids.Count; i++)
            text.Append(" b").Append(i).Append(": object(oid: ").Literal(wanted.Oids[i]).Append(") { ...B }");
        text.Append(" }");
    }

    private static GitHubResult<BlobTexts> Read(WantedBlobs wanted, JsonElement part)
    {
        var texts = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var binary = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Oids.Count; i++)
        {
            if (!part.TryGetProperty($"b{i}", out var blob) || blob.ValueKind != JsonValueKind.Object || !blob.TryGetProperty("isBinary", out var isBinary))
                continue;
            if (BlobText.Of(blob, wanted.Oids[i]) is { } bytes)
                texts[wanted.Oids[i]] = bytes;
            else if (isBinary.ValueKind == JsonValueKind.True)
                binary.Add(wanted.Oids[i]);
        }

        return new BlobTexts(texts, binary);
    }
}

/// <summary>What GraphQL could give of one repository's blobs.</summary>
/// <param name="Texts">By id; proven by their hash.</param>
/// <param name="Binary">Ids of those that GitHub says are no text.</param>
public sealed record BlobTexts(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Texts, IReadOnlySet<string> Binary);

/// <param name="Oids">Of blobs, each once.</param>
public sealed record WantedBlobs(RepositoryName Repository, IReadOnlyList<string> Oids);
