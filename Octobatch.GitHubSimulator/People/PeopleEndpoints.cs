using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.People;

/// <summary>The part of the control API that plays people.</summary>
internal static class PeopleEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/_simulator/people", Act);
        endpoints.MapPut("/_simulator/people", Play);
        endpoints.MapPut("/_simulator/memberships", SetMembership);
        endpoints.MapPut("/_simulator/protection", Protect);
        endpoints.MapPut("/_simulator/rulesets", SetRules);
    }

    private static IResult Act(Simulator simulator, Deed deed)
    {
        var people = simulator.Maintainers;
        var person = deed.Person ?? "alice";
        var reason = deed.Action switch
        {
            "approve" => people.Approve(deed.Repository, deed.Number, person),
            "request_changes" => people.RequestChanges(deed.Repository, deed.Number, person),
            "comment" => people.Comment(deed.Repository, deed.Number, deed.Content ?? "", person),
            "close" => people.Close(deed.Repository, deed.Number, person),
            "reopen" => people.Reopen(deed.Repository, deed.Number, person),
            "merge" => people.Merge(deed.Repository, deed.Number, person),
            "check" => people.Check(deed.Repository, deed.Number, deed.Conclusion, deed.Name ?? "ci"),
            "push" => people.Push(deed.Repository, deed.Branch ?? "main", deed.Path ?? "README.md", deed.Content ?? "", person),
            "update_branch" => people.UpdateBranch(deed.Repository, deed.Number, person, deed.Path, deed.Content ?? ""),
            "open_from_fork" => people.OpenFromFork(deed.Repository, deed.Branch ?? "patch-1", deed.Path ?? "README.md", deed.Content ?? "", person),
            "delete_branch" => people.DeleteBranch(deed.Repository, deed.Branch ?? "", person),
            "rename" => people.Rename(deed.Repository, deed.Name ?? ""),
            "transfer" => people.Transfer(deed.Repository, deed.Name ?? ""),
            "delete" => people.Delete(deed.Repository),
            "set_topics" => people.SetTopics(deed.Repository, (deed.Content ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            "set_property" => people.SetProperty(deed.Repository, deed.Name ?? "", deed.Content),
            "archive" => people.Archive(deed.Repository),
            "unarchive" => people.Archive(deed.Repository, archived: false),
            _ => "action is approve, request_changes, comment, close, reopen, merge, check, push, update_branch, open_from_fork, delete_branch, rename, transfer, delete, set_topics, set_property, archive or unarchive.",
        };
        return Answer(reason);
    }

    private static IResult Play(Simulator simulator, Switch on)
    {
        simulator.PlaysPeople = on.On;
        return Results.NoContent();
    }

    private static IResult SetMembership(Simulator simulator, Membership told) =>
        Answer(simulator.Memberships.Set(told.Organization, told.Team, told.Person, told.State));

    private static IResult Protect(Simulator simulator, Rule rule) => Answer(simulator.Maintainers.Protect(
        rule.Repository, rule.Branch, rule.Off ? null : new BranchProtection(rule.RequiredChecks ?? [], rule.RequiredApprovals, rule.AllowPushes)));

    private static IResult SetRules(Simulator simulator, RepositoryRules rules) => Answer(simulator.Maintainers.SetRules(rules.Repository, rules.Rulesets));

    private static IResult Answer(string? reason) => reason is null ? Results.NoContent() : Results.Problem(reason, statusCode: 422);

    private sealed record Deed(
        string Action, string Repository, int Number, string? Person, string? Branch, string? Path, string? Content, string? Conclusion, string? Name);

    private sealed record Membership(string Organization, string? Team, string Person, string State);

    private sealed record Rule(string Repository, string Branch, bool Off, IReadOnlyList<string>? RequiredChecks, int RequiredApprovals, bool AllowPushes);

    private sealed record RepositoryRules(string Repository, IReadOnlyList<Ruleset> Rulesets);

    private sealed record Switch(bool On);
}
