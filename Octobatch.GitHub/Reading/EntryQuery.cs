using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;

namespace Octobatch.GitHub.Reading;

/// <summary>
/// The GraphQL of reading entries, and how its answer is read. Everything is asked of the head commit itself, so that a push meanwhile
/// cannot mix two states; <c>Commit.file</c> also tells modes, which <c>object</c> does not.
/// </summary>
internal static class EntryQuery
{
    private const string File = "mode oid object { ... on Blob { byteSize isBinary isTruncated text } }";

    public static void Ask(StringBuilder text, WantedEntries wanted)
    {
        text.Append("repository(owner: ").Literal(wanted.Repository.Owner).Append(", name: ").Literal(wanted.Repository.Name)
            .Append(") { id nameWithOwner isArchived defaultBranchRef { name target { oid");
        if (wanted.Files.Count + wanted.Folders.Count > 0)
            text.Append(" ... on Commit {");
        for (var i = 0; i < wanted.Files.Count; i++)
            text.Append(" f").Append(i).Append(": file(path: ").Literal(wanted.Files[i]).Append(") { " + File + " }");
        for (var i = 0; i < wanted.Folders.Count; i++)
        {
            var (path, detail) = wanted.Folders[i];
            text.Append(" d").Append(i).Append(": ");
            if (path.Length == 0)
                text.Append("tree { oid ").Append(Selection(detail)).Append(" }");
            else
                text.Append("file(path: ").Literal(path).Append(") { object { ... on Tree { oid ").Append(Selection(detail)).Append(" } } }");
        }

        text.Append(wanted.Files.Count + wanted.Folders.Count > 0 ? " } } } }" : " } } }");
    }

    public static GitHubResult<RepositoryEntries> Read(WantedEntries wanted, JsonElement part)
    {
        var head = RepositoryHead.Read(part);
        if (head.Commit is null)
            return RepositoryEntries.Empty(head);
        var commit = part.GetProperty("defaultBranchRef").GetProperty("target");
        var files = new Dictionary<string, Entry>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Files.Count; i++)
        {
            if (commit.TryGetProperty($"f{i}", out var found) && found.ValueKind == JsonValueKind.Object)
                files[wanted.Files[i]] = EntryOf(found);
        }

        var folders = new Dictionary<string, Folder>(StringComparer.Ordinal);
        for (var i = 0; i < wanted.Folders.Count; i++)
        {
            if (commit.TryGetProperty($"d{i}", out var found) && FolderOf(wanted.Folders[i].Path, found) is { } folder)
                folders[wanted.Folders[i].Path] = folder;
        }

        return new RepositoryEntries(head, files, folders);
    }

    private static string Selection(FolderDetail detail) => detail switch
    {
        FolderDetail.Id => "",
        FolderDetail.Names => "entries { name mode oid }",
        FolderDetail.Sizes => "entries { name mode oid object { ... on Blob { byteSize isBinary } } }",
        _ => $"entries {{ name {File} }}",
    };

    private static Folder? FolderOf(string path, JsonElement found)
    {
        var tree = path.Length == 0 || found.ValueKind != JsonValueKind.Object ? found : found.GetProperty("object");
        // What stands there may be a file or a submodule.
        if (tree.ValueKind != JsonValueKind.Object || !tree.TryGetProperty("oid", out var oid))
            return null;
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        if (tree.TryGetProperty("entries", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in list.EnumerateArray())
                entries[entry.GetProperty("name").GetString()!] = EntryOf(entry);
        }

        return new(oid.GetString()!, entries);
    }

    private static Entry EntryOf(JsonElement found)
    {
        // GraphQL gives a mode as a number whose decimal digits are not git's: 33188 is octal 100644.
        var entry = new Entry(Convert.ToString(found.GetProperty("mode").GetInt32(), 8), found.GetProperty("oid").GetString()!);
        return found.TryGetProperty("object", out var blob) && blob.ValueKind == JsonValueKind.Object && blob.TryGetProperty("byteSize", out var size)
            ? entry with { Size = size.GetInt64(), IsBinary = blob.GetProperty("isBinary").ValueKind == JsonValueKind.True, Content = BlobText.Of(blob, entry.Oid) }
            : entry;
    }
}
