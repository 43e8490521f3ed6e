using System.Text.Json;
using Octobatch.GitHub.Repositories;
using Octobatch.Selections.Inventory;
using Repository = Octobatch.Selections.Inventory.Repository;

namespace Octobatch.Selections.Sync;

/// <summary>GitHub's two forms of a repository, as the inventory has it.</summary>
internal static class RepositoryMapping
{
    /// <summary>From a REST page, which tells neither the head nor the languages beyond the main one.</summary>
    public static Repository Of(CoveredRepository r, long installation) => new(r.Id, installation, r.Owner.Login, r.Name)
    {
        NodeId = r.NodeId,
        DefaultBranch = r.DefaultBranch ?? "main",
        Visibility = r.Visibility ?? (r.Private ? "private" : "public"),
        Archived = r.Archived,
        Fork = r.Fork,
        Template = r.IsTemplate ?? false,
        Disabled = r.Disabled ?? false,
        Language = r.Language,
        Topics = r.Topics ?? [],
        Properties = r.CustomProperties?.ToDictionary(property => property.Key, property => Values(property.Value)),
        SizeKb = r.Size,
        Stars = r.StargazersCount,
        PushedAt = r.PushedAt,
        UpdatedAt = r.UpdatedAt,
    };

    /// <summary>From a GraphQL node with the fields of <see cref="RepositoryNodes.Fields"/>, which do not tell custom properties.</summary>
    public static Repository Of(JsonElement node, long installation)
    {
        var branch = node.GetProperty("defaultBranchRef");
        var owner = node.GetProperty("owner").GetProperty("login").GetString()!;
        return new(node.GetProperty("databaseId").GetInt64(), installation, owner, node.GetProperty("name").GetString()!)
        {
            NodeId = node.GetProperty("id").GetString()!,
            DefaultBranch = branch.ValueKind == JsonValueKind.Object ? branch.GetProperty("name").GetString()! : "main",
            HeadCommit = Head(node),
            Visibility = node.GetProperty("visibility").GetString()!.ToLowerInvariant(),
            Archived = node.GetProperty("isArchived").GetBoolean(),
            Fork = node.GetProperty("isFork").GetBoolean(),
            Template = node.GetProperty("isTemplate").GetBoolean(),
            Disabled = node.GetProperty("isDisabled").GetBoolean(),
            Language = node.GetProperty("primaryLanguage") is { ValueKind: JsonValueKind.Object } language ? language.GetProperty("name").GetString() : null,
            Languages = Languages(node),
            Topics = [.. node.GetProperty("repositoryTopics").GetProperty("nodes").EnumerateArray()
                .Select(topic => topic.GetProperty("topic").GetProperty("name").GetString()!)],
            SizeKb = node.GetProperty("diskUsage") is { ValueKind: JsonValueKind.Number } size ? size.GetInt64() : 0,
            Stars = node.GetProperty("stargazerCount").GetInt64(),
            PushedAt = Time(node.GetProperty("pushedAt")),
            UpdatedAt = Time(node.GetProperty("updatedAt")),
        };
    }

    /// <summary>The commit of the default branch; null when there is none.</summary>
    public static string? Head(JsonElement node) =>
        node.GetProperty("defaultBranchRef") is { ValueKind: JsonValueKind.Object } branch ? branch.GetProperty("target").GetProperty("oid").GetString() : null;

    public static IReadOnlyList<string>? Languages(JsonElement node) =>
        node.GetProperty("languages") is { ValueKind: JsonValueKind.Object } languages
            ? [.. languages.GetProperty("nodes").EnumerateArray().Select(language => language.GetProperty("name").GetString()!)]
            : null;

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> PropertiesOf(IReadOnlyList<PropertyValue> properties) =>
        properties.ToDictionary(property => property.PropertyName, property => Values(property.Value ?? default));

    private static DateTimeOffset? Time(JsonElement time) => time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset() : null;

    private static IReadOnlyList<string> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(one => one.ToString())],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        _ => [value.ToString()],
    };
}
