using System.Text.Json.Nodes;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.GraphQL;
using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Pulls;

/// <summary>GitHub's mutations of pull requests: https://docs.github.com/en/graphql/reference/mutations</summary>
internal static class PullMutations
{
    public static readonly Mutation<PullLabels, Done> AddLabels = new(
        "addLabelsToLabelable", ["labelable"], "__typename", Creates.Nothing,
        pull => new() { ["labelableId"] = pull.PullId, ["labelIds"] = Texts(pull.LabelIds) }, _ => default);

    public static readonly Mutation<PullReviewers, Done> RequestReviews = new(
        "requestReviews", ["pullRequest"], "id", Creates.Content,
        pull => new() { ["pullRequestId"] = pull.PullId, ["userIds"] = Texts(pull.UserIds), ["teamIds"] = Texts(pull.TeamIds), ["union"] = true },
        _ => default);

    public static readonly Mutation<PullAssignees, Done> AddAssignees = new(
        "addAssigneesToAssignable", ["assignable"], "__typename", Creates.Content,
        pull => new() { ["assignableId"] = pull.PullId, ["assigneeIds"] = Texts(pull.UserIds) }, _ => default);

    public static readonly Mutation<PullComment, PostedComment> AddComment = new(
        "addComment", ["commentEdge", "node"], "id url", Creates.Content,
        comment => new() { ["subjectId"] = comment.PullId, ["body"] = comment.Body },
        node => new(node.GetProperty("id").GetString()!, node.GetProperty("url").GetString()!))
    { EachIsContent = true };

    public static readonly Mutation<PullText, Done> Update = new(
        "updatePullRequest", ["pullRequest"], "id", Creates.Nothing,
        pull =>
        {
            var input = new JsonObject { ["pullRequestId"] = pull.PullId };
            if (pull.Title is not null)
                input["title"] = pull.Title;
            if (pull.Body is not null)
                input["body"] = pull.Body;
            return input;
        },
        _ => default);

    public static readonly Mutation<string, Done> Close = OfPull("closePullRequest");

    public static readonly Mutation<string, Done> DisableAutoMerge = OfPull("disablePullRequestAutoMerge");

    public static readonly Mutation<string, Done> MarkReady = OfPull("markPullRequestReadyForReview");

    public static readonly Mutation<string, Done> ConvertToDraft = OfPull("convertPullRequestToDraft");

    public static readonly Mutation<PullMerge, string> Merge = new(
        "mergePullRequest", ["pullRequest", "mergeCommit"], "oid", Creates.Nothing, Input,
        commit => commit.GetProperty("oid").GetString()!);

    public static readonly Mutation<PullMerge, Done> EnableAutoMerge = new(
        "enablePullRequestAutoMerge", ["pullRequest"], "id", Creates.Nothing, Input, _ => default);

    private static Mutation<string, Done> OfPull(string name) =>
        new(name, ["pullRequest"], "id", Creates.Nothing, id => new() { ["pullRequestId"] = id }, _ => default);

    private static JsonObject Input(PullMerge pull) =>
        new() { ["pullRequestId"] = pull.PullId, ["expectedHeadOid"] = pull.ExpectedHead, ["mergeMethod"] = pull.Method };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
