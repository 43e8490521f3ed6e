using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Rules;

/// <summary>Rulesets, and the rules that hold for a branch.</summary>
internal static class RuleEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Repository("GET", "/rules/branches/{**branch}", Need.Metadata, OfBranch);
        routes.Repository("GET", "/rulesets", Need.Metadata, call => call.Call.Page(call.Repository.Rulesets, set => View(call, set)));
    }

    private static Answer OfBranch(RepositoryCall call) => call.Call.Page(Ruleset.Of(call.Repository, call.Route("branch")).ToList(), found =>
    {
        var view = new Dictionary<string, object?> { ["type"] = found.Rule.Type };
        if (found.Rule.Parameters is { } parameters)
            view["parameters"] = parameters;
        view["ruleset_source_type"] = "Repository";
        view["ruleset_source"] = call.Repository.FullName;
        view["ruleset_id"] = found.Set.Id;
        return view;
    });

    private static object View(RepositoryCall call, Ruleset set) => new
    {
        set.Id,
        set.Name,
        Target = "branch",
        SourceType = "Repository",
        Source = call.Repository.FullName,
        Enforcement = "active",
        NodeId = NodeIds.Of("RRS", set.Id),
        CreatedAt = call.Repository.CreatedAt,
        UpdatedAt = call.Repository.UpdatedAt,
    };
}
