using System.Text.Json.Serialization;

namespace Octobatch.GitHub.Pulls;

// The shapes of PullQuery's answers, as GitHub's schema names them.

internal sealed record OidNode(string Oid);

internal sealed record RefNode(string? Name, OidNode? Target);

internal sealed record OidNodes(IReadOnlyList<OidNode> Nodes);

internal sealed record AuthorNode(string? Name, ActorNode? User);

internal sealed record HeadNode(string Oid, string? Message, bool CommittedViaWeb, OidNodes? Parents, AuthorNode? Author);

internal sealed record HeadRefNode(HeadNode? Target);

internal sealed record RollupNode(string State);

internal sealed record CommitNode(string Oid, RollupNode? StatusCheckRollup);

internal sealed record PullCommitNode(CommitNode Commit);

internal sealed record PullCommits(IReadOnlyList<PullCommitNode> Nodes);

internal sealed record ActorNode(string Login);

internal sealed record ReviewNode(string State, ActorNode? Author);

internal sealed record PullReviews(IReadOnlyList<ReviewNode> Nodes);

internal sealed record AutoMergeNode(DateTimeOffset? EnabledAt);

internal sealed record PullNode(
    string Id, int Number, string Url, string State, bool IsDraft, bool IsCrossRepository, string HeadRefName, string HeadRefOid, string BaseRefName, string BaseRefOid,
    string Mergeable, string? ReviewDecision, DateTimeOffset UpdatedAt, DateTimeOffset? MergedAt, string? Title, string? Body, OidNode? MergeCommit,
    AutoMergeNode? AutoMergeRequest, PullCommits Commits, PullReviews? LatestOpinionatedReviews);

internal sealed record PullNodes(IReadOnlyList<PullNode> Nodes);

internal sealed record BranchNode(
    string Id, long? DatabaseId, string NameWithOwner, bool IsArchived, bool SquashMergeAllowed, bool RebaseMergeAllowed, bool MergeCommitAllowed, RefNode? DefaultBranchRef, HeadRefNode? Ref, PullNodes? PullRequests, PullNode? PullRequest);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PullNode))]
[JsonSerializable(typeof(BranchNode))]
internal sealed partial class PullJson : JsonSerializerContext;
