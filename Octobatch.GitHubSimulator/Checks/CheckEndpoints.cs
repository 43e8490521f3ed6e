using System.Text.Json;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Checks;

/// <summary>Check runs, check suites and commit statuses.</summary>
internal static class CheckEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Repository("POST", "/check-runs", Need.Write("checks"), Create);
        routes.Repository("GET", "/check-runs/{id}", Need.Read("checks"), call => With(call, run => Answer.Ok(CheckJson.Run(call, run))));
        routes.Repository("PATCH", "/check-runs/{id}", Need.Write("checks"), call => With(call, run => Update(call, run)));
        routes.Repository("GET", "/commits/{ref}/check-runs", Need.Read("checks"), OfCommit);
        routes.Repository("GET", "/commits/{ref}/status", Need.Read("statuses"), Combined);
        routes.Repository("GET", "/commits/{ref}/statuses", Need.Read("statuses"), Statuses);
        routes.Repository("POST", "/statuses/{sha}", Need.Write("statuses"), CreateStatus);
    }

    private static Answer Create(RepositoryCall call)
    {
        if (!call.Call.TryBody("name", out string? name) || !call.Call.TryBody("head_sha", out string? sha))
            return Answer.Invalid("Invalid request.\n\n\"head_sha\", \"name\" weren't supplied.");
        if (call.Git.FindExact<Commit>(sha) is null)
            return Answer.Invalid($"No commit found for SHA: {sha}");
        var run = CheckWriter.Start(call, name, sha);
        return Fill(call, run) ?? Answer.Created(CheckJson.Run(call, run));
    }

    private static Answer Update(RepositoryCall call, CheckRun run) => Fill(call, run) ?? Answer.Ok(CheckJson.Run(call, run));

    private static Answer? Fill(RepositoryCall call, CheckRun run)
    {
        call.Call.TryBody("status", out string? status);
        if (call.Call.TryBody("details_url", out string? details))
            run.DetailsUrl = details;
        if (call.Call.TryBody("external_id", out string? external))
            run.ExternalId = external;
        if (call.Call.TryBody("output", out JsonElement output) && output.ValueKind is JsonValueKind.Object)
        {
            run.Title = output.TryGetProperty("title", out var title) ? title.ToString() : run.Title;
            run.Summary = output.TryGetProperty("summary", out var summary) ? summary.ToString() : run.Summary;
        }

        if (call.Call.TryBody("conclusion", out string? conclusion))
            CheckWriter.Finish(call, run, conclusion);
        else if (status is "completed")
            return Answer.Invalid("Invalid request.\n\n\"conclusion\" wasn't supplied.");
        else if (status is not null)
            run.Status = status;
        return null;
    }

    private static Answer OfCommit(RepositoryCall call)
    {
        if (Commit(call) is not { } commit)
            return Answer.Invalid($"No commit found for SHA: {call.Route("ref")}");
        var name = call.Call.Query("check_name");
        var runs = CheckState.RunsOf(call.Repository, commit.Sha).Where(run => name is null || run.Name == name).ToList();
        return call.Call.Page(runs, run => CheckJson.Run(call, run), page => new { TotalCount = runs.Count, CheckRuns = page });
    }

    private static Answer Combined(RepositoryCall call)
    {
        if (Commit(call) is not { } commit)
            return Answer.Invalid($"No commit found for SHA: {call.Route("ref")}");
        var statuses = CheckState.StatusesOf(call.Repository, commit.Sha);
        var url = GitJson.Url(call, $"commits/{commit.Sha}");
        return Answer.Ok(new
        {
            State = statuses.Count is 0 || statuses.Any(status => status.State is "pending") ? "pending"
                : statuses.Any(status => status.State is "error" or "failure") ? "failure" : "success",
            Statuses = statuses.Select(status => CheckJson.Status(call, status)),
            commit.Sha,
            TotalCount = statuses.Count,
            Repository = RepositoryJson.Of(call.Repository, call.Call),
            CommitUrl = url,
            Url = $"{url}/status",
        });
    }

    private static Answer Statuses(RepositoryCall call)
    {
        var sha = Commit(call)?.Sha;
        return call.Call.Page(call.Repository.Statuses.Where(status => status.Sha == sha).Reverse().ToList(), status => CheckJson.Status(call, status));
    }

    private static Answer CreateStatus(RepositoryCall call)
    {
        if (!call.Call.TryBody("state", out string? state) || state is not ("error" or "failure" or "pending" or "success"))
            return Answer.Invalid("Validation Failed", Answer.Documentation, new { Resource = "Status", Code = "custom", Field = "state", Message = "state is not included in the list" });
        if (call.Git.FindExact<Commit>(call.Route("sha")) is not { } commit)
            return Answer.Invalid($"No commit found for SHA: {call.Route("sha")}");
        call.Call.TryBody("context", out string? context);
        call.Call.TryBody("description", out string? description);
        call.Call.TryBody("target_url", out string? target);
        return Answer.Created(CheckJson.Status(call, CheckWriter.Say(call, commit.Sha, context ?? "default", state, description, target)));
    }

    private static Commit? Commit(RepositoryCall call) => call.Git.FindCommit(call.Route("ref"));

    private static Answer With(RepositoryCall call, Func<CheckRun, Answer> handle) =>
        call.Call.TryRoute("id", out var id) && call.Repository.CheckRuns.FirstOrDefault(run => run.Id == id) is { } run ? handle(run) : Answer.NotFound();
}
