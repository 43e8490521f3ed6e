using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.GraphQL;

/// <summary>One kind of change that a document makes to many items.</summary>
/// <param name="Name">Its name in GitHub's schema; its input type is named after it.</param>
/// <param name="Path">Where in the payload stands what was changed; nothing of it is the payload itself.</param>
/// <param name="Fields">What is read there.</param>
/// <param name="Creates">What one document of it creates.</param>
/// <param name="Input">The input for one item.</param>
/// <param name="Read">Reads what stands there.</param>
internal sealed record Mutation<TItem, TResult>(
    string Name, string[] Path, string Fields, Creates Creates, Func<TItem, JsonObject> Input, Func<JsonElement, TResult> Read)
{
    /// <summary>Whether each item is content, as a comment is, and not just the request.</summary>
    public bool EachIsContent { get; init; }

    /// <summary>What a slot for a document of this many is taken for.</summary>
    public RequestCost Cost(ContentRule rule, int count) =>
        RequestCost.Write(GitHubResource.GraphQL, count, Creates.Units(rule, count, Contents(count)));

    public int Contents(int count) => EachIsContent ? count : 1;

    public string Document(int count)
    {
        var returns = Path.Reverse().Aggregate(Fields, (inner, field) => $"{field} {{ {inner} }}");
        var (head, body) = (new StringBuilder("mutation("), new StringBuilder());
        for (var i = 0; i < count; i++)
        {
            head.Append(i == 0 ? "$i" : ", $i").Append(i).Append(": ").Append(char.ToUpperInvariant(Name[0])).Append(Name, 1, Name.Length - 1).Append("Input!");
            body.Append(" i").Append(i).Append(": ").Append(Name).Append("(input: $i").Append(i).Append(") { ").Append(returns).Append(" }");
        }

        return head.Append(") {").Append(body).Append(" }").ToString();
    }

    /// <summary>What was changed; null when the payload does not have it.</summary>
    public JsonElement? Find(JsonElement payload)
    {
        foreach (var field in Path)
        {
            if (!payload.TryGetProperty(field, out payload) || payload.ValueKind != JsonValueKind.Object)
                return null;
        }

        return payload;
    }

    public JsonObject Variables(IReadOnlyList<TItem> items, int first, int count)
    {
        var variables = new JsonObject();
        for (var i = 0; i < count; i++)
            variables[$"i{i}"] = Input(items[first + i]);
        return variables;
    }
}
