using Octobatch.Gateway.Web.Api;

namespace Octobatch.Gateway.Web.Repositories;

/// <summary>Whether a query takes a repository, and if not, the first reason why.</summary>
public sealed record WhyNot(string Repository, bool Included, string Reason)
{
    /// <summary>
    /// Resolves the repository by its name, with the opposite of each of the query's conditions as an exclude: the one that takes it out is
    /// the condition that it does not meet.
    /// </summary>
    internal static async Task<WhyNot> AskAsync(ApiClient api, string query, string repository)
    {
        var conditions = QueryTerms.Conditions(query);
        var answer = await api.PostAsync<ResolvedPage>("/api/selections/resolve", new
        {
            select = new[] { new { repositories = new[] { repository } } },
            exclude = conditions.Select(c => new { query = QueryTerms.Not(c) }).ToArray(),
        });
        if (answer.Problem is { } problem)
            return new(repository, false, $"Nobody knows: {problem.Failure.Detail}");
        var target = answer.Value!.Items[0];
        return new(target.Repository, target.Included, target switch
        {
            { Included: true } => "The query takes it, and nothing speaks against changing it.",
            { ReasonCode: "excluded", Exclude: { } index } => $"It does not meet {string.Join(" or ", conditions[index])}.",
            { ReasonCode: "not_found" } => "No installation knows it: its name is misspelt, or the GitHub App may not see it.",
            { ReasonCode: "removed" } => "It is deleted, or the GitHub App may no longer see it.",
            _ => $"It can be no target: {target.Reason}.",
        });
    }

    private sealed record ResolvedPage(IReadOnlyList<ResolvedTarget> Items);

    private sealed record ResolvedTarget(string Repository, bool Included, string Reason, string ReasonCode, int? Exclude);
}
