using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;

namespace Octobatch.GitHub.Reading;

/// <summary>The GraphQL of reading files, and how its answer is read.</summary>
internal static class FileQuery
{
    public const string Fragments = """
         fragment R on Repository { id nameWithOwner isArchived defaultBranchRef { name target { oid } } }
         fragment O on GitObject { __typename oid ... on Blob { isBinary isTruncated text } ... on Tree { entries { name mode type oid } } }
        """;

    public static void Ask(StringBuilder text, WantedFiles wanted)
    {
        text.Append("repository(owner: ").Literal(wanted.Repository.Owner).Append(", name: ").Literal(wanted.Repository.Name).Append(") { ...R");
        for (var i = 0; i < wanted.Paths.Count; i++)
        {
            text.Append(" p").Append(i).Append(": object(expression: ").Literal($"{wanted.At ?? "HEAD"}:{wanted.Paths[i].TrimEnd('/')}")
                .Append(") { ...O }");
        }

        text.Append(" }");
    }

    public static GitHubResult<Unverified> Read(WantedFiles wanted, JsonElement part)
    {
        var branch = part.GetProperty("defaultBranchRef");
        var hasHead = branch.ValueKind == JsonValueKind.Object;
        var entries = new List<UnverifiedEntry>();
        for (var i = 0; i < wanted.Paths.Count; i++)
        {
            // A submodule's commit is neither and counts as nothing.
            if (part.TryGetProperty($"p{i}", out var found) && found.ValueKind == JsonValueKind.Object
                && found.GetProperty("__typename").GetString() is ("Blob" or "Tree"))
                entries.Add(new(wanted.Paths[i], found.GetProperty("oid").GetString()!, Entry(found)));
        }

        return new Unverified(
            new(part.GetProperty("id").GetString()!, part.GetProperty("nameWithOwner").GetString()!,
                hasHead ? branch.GetProperty("name").GetString() : null,
                hasHead ? branch.GetProperty("target").GetProperty("oid").GetString() : null,
                part.GetProperty("isArchived").GetBoolean(), new Dictionary<string, PathEntry>(StringComparer.Ordinal)),
            entries);
    }

    /// <summary>Null when the bytes must be read by REST: the text is not the whole, or not what the repository holds.</summary>
    private static PathEntry? Entry(JsonElement found)
    {
        var oid = found.GetProperty("oid").GetString()!;
        if (found.GetProperty("__typename").GetString() == "Tree")
            return new DirectoryEntry(oid, [.. found.GetProperty("entries").EnumerateArray().Select(Item)]);
        if (found.GetProperty("isTruncated").GetBoolean()
            || found.GetProperty("isBinary").ValueKind == JsonValueKind.True || found.GetProperty("text").GetString() is not { } text)
            return null;
        var bytes = Encoding.UTF8.GetBytes(text);
        return BlobId.Of(bytes) == oid ? new FileEntry(oid, bytes) : null;
    }

    // GraphQL gives a mode as a number whose decimal digits are not git's: 33188 is octal 100644.
    private static DirectoryItem Item(JsonElement entry) => new(
        entry.GetProperty("name").GetString()!, Convert.ToString(entry.GetProperty("mode").GetInt32(), 8),
        entry.GetProperty("type").GetString()!, entry.GetProperty("oid").GetString()!);
}

/// <summary>A repository before the blobs that GraphQL could not give have been read.</summary>
internal sealed record Unverified(RepositoryFiles Files, IReadOnlyList<UnverifiedEntry> Entries);

internal sealed record UnverifiedEntry(string Path, string Oid, PathEntry? Entry);
