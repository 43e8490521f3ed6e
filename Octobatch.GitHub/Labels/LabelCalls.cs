using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Labels;

/// <summary>The ids of labels, which GraphQL wants instead of names.</summary>
public static class LabelCalls
{
    /// <summary>What GitHub gives a label that is named nowhere before.</summary>
    public const string DefaultColor = "ededed";

    private static readonly Mutation<NewLabel, string> Create = new(
        "createLabel", ["label"], "id", Creates.Nothing,
        label => new() { ["repositoryId"] = label.RepositoryId, ["name"] = label.Name, ["color"] = label.Color },
        label => label.GetProperty("id").GetString()!);

    /// <summary>The labels of many repositories, 50 a request. One result each, in order; an error that concerns all ends the sequence.</summary>
    public static IAsyncEnumerable<GitHubResult<RepositoryLabels>> FindLabelsAsync(
        this GitHubInstallation github, IReadOnlyList<WantedLabels> wanted, CancellationToken cancellation) =>
        github.Pulls.AskAsync(github, wanted, Ask, "", Read, cancellation);

    /// <summary>
    /// Makes labels, 20 a document unless set otherwise, and gives their ids. One result each, in order. A validation error "Name has
    /// already been taken" says that somebody was faster: it can be found.
    /// </summary>
    public static IAsyncEnumerable<GitHubResult<string>> CreateLabelsAsync(
        this GitHubInstallation github, IReadOnlyList<NewLabel> labels, WriteSlot? slot, CancellationToken cancellation) =>
        github.Changes.DoAsync(github, Create, labels, slot, cancellation);

    private static void Ask(StringBuilder text, WantedLabels wanted)
    {
        text.Append("repository(owner: ").Literal(wanted.Repository.Owner).Append(", name: ").Literal(wanted.Repository.Name).Append(") { id");
        for (var i = 0; i < wanted.Names.Count; i++)
            text.Append(" l").Append(i).Append(": label(name: ").Literal(wanted.Names[i]).Append(") { id }");
        text.Append(" }");
    }

    private static GitHubResult<RepositoryLabels> Read(WantedLabels wanted, JsonElement part)
    {
        var ids = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase); // as GitHub compares them
        for (var i = 0; i < wanted.Names.Count; i++)
        {
            if (part.GetProperty($"l{i}") is { ValueKind: JsonValueKind.Object } label)
                ids[wanted.Names[i]] = label.GetProperty("id").GetString()!;
        }

        return new RepositoryLabels(part.GetProperty("id").GetString()!, ids);
    }
}
