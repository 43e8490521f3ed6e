using System.Text.Json;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Limits;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.Issues;

/// <summary>What pull requests share with issues: labels, assignees, comments. There are no other issues here.</summary>
internal static class IssueEndpoints
{
    public static void Map(Routes routes)
    {
        // Either permission will do for a pull request.
        var (read, write) = (Need.Read("issues") with { Or = "pull_requests" }, Need.Write("issues") with { Or = "pull_requests" });
        routes.Repository("GET", "/issues/{number}/labels", read, call => With(call, pull => Answer.Ok(Labels(call, pull))));
        routes.Repository("POST", "/issues/{number}/labels", write with { Creates = ContentKinds.Change }, call => With(call, pull => SetLabels(call, pull, keep: true)));
        routes.Repository("PUT", "/issues/{number}/labels", write, call => With(call, pull => SetLabels(call, pull, keep: false)));
        routes.Repository("DELETE", "/issues/{number}/labels/{name}", write, call => With(call, pull => RemoveLabel(call, pull)));
        routes.Repository("POST", "/issues/{number}/assignees", write with { Creates = ContentKinds.Change }, call => With(call, pull => Assign(call, pull)));
        routes.Repository("GET", "/issues/{number}/comments", read,
            call => With(call, pull => call.Call.Page(pull.Comments, comment => View(call, pull, comment))));
        routes.Repository("POST", "/issues/{number}/comments", write with { Creates = ContentKinds.Comment }, call => With(call, pull => Comment(call, pull)));
        routes.Repository("GET", "/labels", read, call => call.Call.Page(call.Repository.Labels, label => LabelJson.Of(call, label)));
        routes.Repository("POST", "/labels", write, CreateLabel);
        routes.Repository("GET", "/labels/{name}", read,
            call => call.Repository.LabelNamed(call.Route("name")) is { } label ? Answer.Ok(LabelJson.Of(call, label)) : Answer.NotFound());
    }

    /// <summary>Puts labels on; those that the repository does not have yet are made, as GitHub does.</summary>
    public static void Add(RepositoryScope scope, PullRequest pull, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var label = scope.Repository.LabelNamed(name);
            if (label is null)
                scope.Repository.Labels.Add(label = new Label(scope.Simulator.NextId(), name, "ededed", null));
            if (!pull.Labels.Contains(label.Name))
                pull.Labels.Add(label.Name);
        }

        pull.UpdatedAt = scope.Now;
        scope.Raise(pull, "labeled");
    }

    public static Comment Comment(RepositoryScope scope, PullRequest pull, string body)
    {
        var comment = new Comment(scope.Simulator.NextId(), scope.Actor, body, scope.Now);
        pull.Comments.Add(comment);
        pull.UpdatedAt = scope.Now;
        return comment;
    }

    private static Answer SetLabels(RepositoryCall call, PullRequest pull, bool keep)
    {
        var list = call.Call.TryBody("labels", out JsonElement labels) ? labels : call.Call.Body;
        if (list.ValueKind is not JsonValueKind.Array)
            return Answer.Invalid("Invalid request.\n\n\"labels\" wasn't supplied.");
        if (!keep)
            pull.Labels.Clear();
        Add(call, pull, list.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.Object ? item.GetProperty("name").ToString() : item.ToString()));
        return Answer.Ok(Labels(call, pull));
    }

    private static Answer RemoveLabel(RepositoryCall call, PullRequest pull)
    {
        var name = call.Route("name");
        if (pull.Labels.RemoveAll(label => label.Equals(name, StringComparison.OrdinalIgnoreCase)) is 0)
            return Answer.Refused(404, "Label does not exist");
        call.Raise(pull, "unlabeled");
        return Answer.Ok(Labels(call, pull));
    }

    private static Answer CreateLabel(RepositoryCall call)
    {
        if (!call.Call.TryBody("name", out string? name))
            return Answer.Invalid("Invalid request.\n\n\"name\" wasn't supplied.");
        if (call.Repository.LabelNamed(name) is not null)
            return Answer.Invalid("Validation Failed", Answer.Documentation, new { Resource = "Label", Code = "already_exists", Field = "name" });
        call.Call.TryBody("color", out string? color);
        call.Call.TryBody("description", out string? description);
        var label = new Label(call.Simulator.NextId(), name, color ?? "ededed", description);
        call.Repository.Labels.Add(label);
        return Answer.Created(LabelJson.Of(call, label));
    }

    private static Answer Assign(RepositoryCall call, PullRequest pull)
    {
        if (call.Call.TryBody("assignees", out JsonElement names) && names.ValueKind is JsonValueKind.Array)
        {
            // Who cannot be assigned is left out without a word.
            var people = names.EnumerateArray().Select(name => call.Simulator.PersonNamed(name.ToString())).OfType<Owner>();
            pull.Assignees.AddRange(people.Where(person => person != call.Simulator.Stranger && !pull.Assignees.Contains(person)));
        }

        pull.UpdatedAt = call.Now;
        call.Raise(pull, "assigned");
        return Answer.Created(Issue(call, pull));
    }

    private static Answer Comment(RepositoryCall call, PullRequest pull)
    {
        if (!call.Call.TryBody("body", out string? body))
            return Answer.Invalid("Invalid request.\n\n\"body\" wasn't supplied.");
        return Answer.Created(View(call, pull, Comment(call, pull, body)));
    }

    private static List<object> Labels(RepositoryCall call, PullRequest pull) =>
        [.. pull.Labels.Select(name => LabelJson.Of(call, call.Repository.LabelNamed(name)!))];

    private static object View(RepositoryCall call, PullRequest pull, Comment comment) => new
    {
        comment.Id,
        NodeId = NodeIds.Of("IC", $"{call.Repository.Id}:{pull.Number}:{comment.Id}"),
        Url = GitJson.Url(call, $"issues/comments/{comment.Id}"),
        HtmlUrl = $"{GitJson.Html(call, $"pull/{pull.Number}")}#issuecomment-{comment.Id}",
        IssueUrl = GitJson.Url(call, $"issues/{pull.Number}"),
        User = OwnerJson.Of(comment.Author, call.Urls),
        comment.CreatedAt,
        UpdatedAt = comment.CreatedAt,
        AuthorAssociation = "MEMBER",
        comment.Body,
    };

    private static object Issue(RepositoryCall call, PullRequest pull)
    {
        var url = GitJson.Url(call, $"issues/{pull.Number}");
        return new
        {
            pull.Id,
            NodeId = PullJson.NodeId(call, pull),
            Url = url,
            RepositoryUrl = $"{call.Urls.Api}/repos/{call.Repository.FullName}",
            LabelsUrl = $"{url}/labels{{/name}}",
            CommentsUrl = $"{url}/comments",
            EventsUrl = $"{url}/events",
            HtmlUrl = GitJson.Html(call, $"pull/{pull.Number}"),
            pull.Number,
            State = pull.IsOpen ? "open" : "closed",
            pull.Title,
            User = OwnerJson.Of(pull.Author, call.Urls),
            Labels = Labels(call, pull),
            Assignee = pull.Assignees.FirstOrDefault() is { } first ? OwnerJson.Of(first, call.Urls) : null,
            Assignees = pull.Assignees.Select(person => OwnerJson.Of(person, call.Urls)),
            Milestone = (object?)null,
            Locked = false,
            Comments = pull.Comments.Count,
            pull.ClosedAt,
            pull.CreatedAt,
            pull.UpdatedAt,
            AuthorAssociation = "MEMBER",
        };
    }

    private static Answer With(RepositoryCall call, Func<PullRequest, Answer> handle) =>
        call.Call.TryRoute("number", out var number) && call.Repository.PullNumbered(number) is { } pull ? handle(pull) : Answer.NotFound();
}
