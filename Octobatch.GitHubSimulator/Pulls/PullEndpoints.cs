using System.Text.Json;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Pulls;

/// <summary>Pull requests: from opening to merging.</summary>
internal static class PullEndpoints
{
    private const string Documentation = "https://docs.github.com/rest/pulls/pulls#create-a-pull-request";

    public static void Map(Routes routes)
    {
        var (read, write) = (Need.Read("pull_requests"), Need.Write("pull_requests"));
        routes.Repository("GET", "/pulls", read, List);
        routes.Repository("POST", "/pulls", write with { Creates = ContentKinds.PullRequest }, Create);
        routes.Repository("GET", "/pulls/{number}", read, call => With(call, pull => Answer.Ok(PullJson.Full(call, pull))));
        routes.Repository("PATCH", "/pulls/{number}", write with { Creates = ContentKinds.Change }, call => With(call, pull => Update(call, pull)));
        routes.Repository("GET", "/pulls/{number}/commits", read,
            call => With(call, pull => call.Call.Page(call.Commits(pull), commit => GitJson.RichCommit(call, commit))));
        routes.Repository("GET", "/pulls/{number}/files", read, call => With(call, pull => Files(call, pull)));
        routes.Repository("GET", "/pulls/{number}/merge", read,
            call => With(call, pull => pull.MergedAt is null ? Answer.NotFound() : Answer.NoContent()));
        routes.Repository("PUT", "/pulls/{number}/merge", Need.Write("contents"), call => With(call, pull => Merge(call, pull)));
        routes.Repository("GET", "/pulls/{number}/reviews", read,
            call => With(call, pull => call.Call.Page(pull.Reviews, review => PullJson.Review(call, pull, review))));
        routes.Repository("POST", "/pulls/{number}/reviews", write with { Creates = ContentKinds.Comment }, call => With(call, pull => Review(call, pull)));
        routes.Repository("GET", "/pulls/{number}/requested_reviewers", read, call => With(call, pull => Answer.Ok(Requested(call, pull))));
        routes.Repository("POST", "/pulls/{number}/requested_reviewers", write with { Creates = ContentKinds.Change }, call => With(call, pull => Request(call, pull)));
        routes.Repository("DELETE", "/pulls/{number}/requested_reviewers", write, call => With(call, pull => Unrequest(call, pull)));
        routes.Repository("GET", "/commits/{ref}/pulls", read, OfCommit);
    }

    private static Answer List(RepositoryCall call)
    {
        var (state, head, target) = (call.Call.Query("state") ?? "open", call.Call.Query("head"), call.Call.Query("base"));
        var ascending = call.Call.Query("direction") is "asc";
        var found = call.Simulator.Visible(call.Repository)
            .Where(pull => state is "all" || (state is "open") == pull.IsOpen)
            .Where(pull => head is null || head.Equals($"{(pull.Fork ?? call.Repository).Owner.Login}:{pull.HeadRef}", StringComparison.OrdinalIgnoreCase))
            .Where(pull => target is null || pull.BaseRef == target);
        var sorted = call.Call.Query("sort") is "updated" ? found.OrderBy(pull => pull.UpdatedAt) : found.OrderBy(pull => pull.Number);
        return call.Call.Page((ascending ? sorted : sorted.Reverse()).ToList(), pull => PullJson.Simple(call, pull));
    }

    private static Answer Create(RepositoryCall call)
    {
        if (!call.Call.TryBody("head", out string? head) || !call.Call.TryBody("base", out string? target) || !call.Call.TryBody("title", out string? title))
            return Answer.Invalid("Invalid request.\n\n\"base\", \"head\", \"title\" weren't supplied.", Documentation);
        call.Call.TryBody("body", out string? body);
        var isDraft = call.Call.TryBody("draft", out JsonElement draft) && draft.ValueKind is JsonValueKind.True;
        var (made, refusal) = PullWriter.Open(call, new NewPull(title, body, head, target, isDraft));
        if (made is not null)
            return Answer.Created(PullJson.Full(call, made), GitJson.Url(call, $"pulls/{made.Number}"));
        return Answer.Invalid("Validation Failed", Documentation, refusal!.Field is { } field
            ? new { Resource = "PullRequest", Field = field, Code = refusal.Message }
            : new { Resource = "PullRequest", Code = "custom", refusal.Message });
    }

    private static Answer Update(RepositoryCall call, PullRequest pull)
    {
        if (call.Call.TryBody("title", out string? title))
            pull.Title = title;
        if (call.Call.TryBody("body", out string? body))
            pull.Body = body;
        if (call.Call.TryBody("base", out string? target))
        {
            if (call.Git.Branch(target) is null)
                return Answer.Invalid("Validation Failed", Documentation, new { Resource = "PullRequest", Field = "base", Code = "invalid" });
            pull.BaseRef = target;
        }

        pull.UpdatedAt = call.Now;
        if (title is not null || body is not null || target is not null)
            call.Raise(pull, "edited");
        if (call.Call.TryBody("state", out string? state))
        {
            if (state is "closed")
                PullWriter.Close(call, pull);
            else if (PullWriter.Reopen(call, pull) is { } refusal)
                return Answer.Invalid("Validation Failed", Documentation, new { Resource = "PullRequest", Code = "invalid", Field = "state", Message = refusal });
        }

        return Answer.Ok(PullJson.Full(call, pull));
    }

    private static Answer Files(RepositoryCall call, PullRequest pull)
    {
        using var patch = call.Patch(pull);
        return call.Call.Page(patch?.ToList() ?? [], entry => GitJson.DiffEntry(call, entry, pull.HeadSha));
    }

    private static Answer Merge(RepositoryCall call, PullRequest pull)
    {
        if (call.Call.TryBody("sha", out string? sha) && sha != pull.HeadSha)
            return Answer.Refused(409, "Head branch was modified. Review and try the merge again.");
        if (call.Blocked(pull) is { } reason)
            return Answer.Refused(405, reason);
        call.Call.TryBody("merge_method", out string? method);
        call.Call.TryBody("commit_title", out string? title);
        call.Call.TryBody("commit_message", out string? message);
        PullWriter.Merge(call, pull, method ?? "merge", title, message);
        return Answer.Ok(new { Sha = pull.MergeCommitSha, Merged = true, Message = "Pull Request successfully merged" });
    }

    private static Answer Review(RepositoryCall call, PullRequest pull)
    {
        call.Call.TryBody("body", out string? body);
        var state = call.Call.TryBody("event", out string? name) ? name : "COMMENT";
        if (state is not "COMMENT" && pull.Author.Id == call.Actor.Id)
            return Answer.Invalid($"Can not {(state is "APPROVE" ? "approve" : "request changes on")} your own pull request");
        var review = PullWriter.AddReview(call, pull, state switch { "APPROVE" => "APPROVED", "REQUEST_CHANGES" => "CHANGES_REQUESTED", _ => "COMMENTED" }, body ?? "");
        return Answer.Ok(PullJson.Review(call, pull, review));
    }

    private static Answer Request(RepositoryCall call, PullRequest pull)
    {
        var people = Texts(call, "reviewers").Select(call.Simulator.PersonNamed).ToList();
        return PullWriter.Request(call, pull, people, Texts(call, "team_reviewers")) is { } refusal
            ? Answer.Invalid(refusal)
            : Answer.Created(PullJson.Simple(call, pull));
    }

    private static Answer Unrequest(RepositoryCall call, PullRequest pull)
    {
        var people = Texts(call, "reviewers");
        pull.RequestedReviewers.RemoveAll(person => people.Contains(person.Login));
        pull.RequestedTeams.RemoveAll(Texts(call, "team_reviewers").Contains);
        return Answer.Ok(PullJson.Simple(call, pull));
    }

    private static Answer OfCommit(RepositoryCall call)
    {
        var sha = call.Git.FindCommit(call.Route("ref"))?.Sha;
        return call.Call.Page(call.Repository.Pulls.Where(pull => pull.HeadSha == sha || pull.MergeCommitSha == sha).ToList(), pull => PullJson.Simple(call, pull));
    }

    private static object Requested(RepositoryCall call, PullRequest pull) => new
    {
        Users = pull.RequestedReviewers.Select(person => OwnerJson.Of(person, call.Urls)),
        Teams = pull.RequestedTeams.Select(team => TeamJson.Of(call.Repository.Owner, team, call.Urls)),
    };

    private static List<string> Texts(RepositoryCall call, string name) =>
        call.Call.TryBody(name, out JsonElement list) && list.ValueKind is JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.ToString())] : [];

    private static Answer With(RepositoryCall call, Func<PullRequest, Answer> handle) =>
        call.Call.TryRoute("number", out var number) && call.Repository.PullNumbered(number) is { } pull
            ? handle(pull)
            : Answer.NotFound("https://docs.github.com/rest/pulls/pulls");
}
