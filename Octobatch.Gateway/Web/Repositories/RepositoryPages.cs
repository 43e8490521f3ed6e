using Octobatch.Gateway.Web.Api;
using Octobatch.Gateway.Web.Frame;

namespace Octobatch.Gateway.Web.Repositories;

/// <summary>What the inventory has: a query, what it takes, and why it does not take a certain repository.</summary>
internal static class RepositoryPages
{
    private const int Rows = 50;

    public static async Task<IResult> ShowAsync(ApiClient api, string? query, string? after, string? repository)
    {
        var asked = query?.Trim() ?? "";
        var owners = api.GetAsync<ApiPage<Owner>>("/api/installations?limit=100");
        var found = await api.GetAsync<ApiPage<RepositoryItem>>(Addresses.Of("/api/repositories", ("query", asked), ("after", after), ("limit", $"{Rows}")));
        if (found.Problem is { Failure.Status: >= 500 } away)
            return away;
        var why = string.IsNullOrWhiteSpace(repository) || !found.Ok ? null : await WhyNot.AskAsync(api, asked, repository.Trim());
        return Page.Of<RepositoriesView>(
            new RepositoriesPage(asked, after, found, why, [.. ((await owners).Value?.Items ?? []).Select(o => o.Account)]),
            found.Problem?.Failure.Status ?? StatusCodes.Status200OK);
    }

    private sealed record Owner(string Account);
}

/// <param name="Owners">Accounts with an installation, for the completion of <c>org:</c>.</param>
public sealed record RepositoriesPage(string Query, string? After, ApiAnswer<ApiPage<RepositoryItem>> Found, WhyNot? Why, IReadOnlyList<string> Owners);

/// <summary>An item of <c>GET /api/repositories</c>.</summary>
/// <param name="SizeKb">Kilobytes.</param>
public sealed record RepositoryItem(
    string Repository, string DefaultBranch, string Visibility, bool Archived, bool Fork, string? Language, IReadOnlyList<string> Topics, long SizeKb, long Stars,
    DateTimeOffset? PushedAt);
