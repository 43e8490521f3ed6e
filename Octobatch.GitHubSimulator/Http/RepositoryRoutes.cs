using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Routes below <c>/repos/{owner}/{repo}</c>: they find the repository, and say what GitHub says when the caller may not.</summary>
internal static class RepositoryRoutes
{
    public const string Root = "/repos/{owner}/{repo}";

    public static void Repository(this Routes routes, string method, string rest, Need need, Func<RepositoryCall, Answer> handler) =>
        routes.Map(method, Root + rest, need with { IsOfRepository = true }, call => Run(call, need, handler));

    private static Answer Run(Call call, Need need, Func<RepositoryCall, Answer> handler)
    {
        var name = $"{call.Route("owner")}/{call.Route("repo")}";
        if (!call.Simulator.Repositories.TryFind(name, out var repository) || !IsVisible(call.Caller, repository))
            return Answer.NotFound();
        if (!repository.FullName.Equals(name, StringComparison.OrdinalIgnoreCase))
            return Moved(call, repository, name);
        if (Refuse(call, repository, need) is { } refusal)
            return refusal;
        lock (repository.Gate)
        {
            var answer = handler(new RepositoryCall(call, repository));
            if (need.Who is Who.Installation && answer.Status < 300)
                RepositoryState.Save(call.Simulator, repository);
            return answer;
        }
    }

    /// <summary>Whether the caller may know that the repository exists.</summary>
    public static bool IsVisible(Caller caller, Repository repository) =>
        !repository.IsPrivate || caller.Token?.Covers(repository) is true;

    /// <returns>Why a repository that the caller sees cannot be read or changed so; null when it can.</returns>
    public static Answer? Refuse(Call call, Repository repository, Need need)
    {
        var isWrite = need.Who is Who.Installation;
        var covered = call.Caller.Token?.Covers(repository) is true;
        if (isWrite && !covered)
            return Authentication.NotAccessible(need);

        // What is public may be read by everybody, whatever their token was granted.
        if ((isWrite || repository.IsPrivate || need.Permission is "administration") && Authentication.RefusePermission(call.Caller, need) is { } refusal)
            return refusal;
        if (repository.IsDisabled)
            return Answer.Refused(403, "Repository access blocked");
        return isWrite && repository.IsArchived && need.Permission is not "administration"
            ? Answer.Refused(403, "Repository was archived so is read-only.")
            : null;
    }

    /// <summary>A repository under a name that it had before.</summary>
    private static Answer Moved(Call call, Repository repository, string name)
    {
        var rest = call.Http.Request.Path.Value![("/repos/".Length + name.Length)..] + call.Http.Request.QueryString;
        var url = $"{call.Urls.Api}/repositories/{repository.Id}{rest}";
        return new Answer
        {
            Status = HttpMethods.IsGet(call.Http.Request.Method) || HttpMethods.IsHead(call.Http.Request.Method) ? 301 : 307,
            Body = new { Message = "Moved Permanently", Url = url, DocumentationUrl = "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects" },
            Headers = [("Location", url)],
        };
    }
}
