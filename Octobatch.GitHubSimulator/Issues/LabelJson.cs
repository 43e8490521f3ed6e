using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Issues;

/// <summary>GitHub's form of a label.</summary>
internal static class LabelJson
{
    public static object Of(RepositoryScope scope, Label label) => new
    {
        label.Id,
        NodeId = NodeIds.Of("LA", $"{scope.Repository.Id}:{label.Name}"),
        Url = GitJson.Url(scope, $"labels/{Uri.EscapeDataString(label.Name)}"),
        label.Name,
        label.Color,
        Default = label.Name is "bug" or "dependencies",
        label.Description,
    };
}
