using System.Text.Json.Serialization;
using Octobatch.GitHub.Branches;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Issues;
using Octobatch.GitHub.Pulls;
using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Requests;

/// <summary>Everything that REST takes and gives, as GitHub's OpenAPI description names it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Repository))]
[JsonSerializable(typeof(RepositoryPage))]
[JsonSerializable(typeof(IReadOnlyList<RepositoryProperties>))]
[JsonSerializable(typeof(IReadOnlyList<PropertyValue>))]
[JsonSerializable(typeof(CodeSearchPage))]
[JsonSerializable(typeof(GitReference))]
[JsonSerializable(typeof(NewReference))]
[JsonSerializable(typeof(MoveReference))]
[JsonSerializable(typeof(GitTree))]
[JsonSerializable(typeof(NewTree))]
[JsonSerializable(typeof(NewBlob))]
[JsonSerializable(typeof(GitObjectId))]
[JsonSerializable(typeof(GitCommit))]
[JsonSerializable(typeof(NewCommit))]
[JsonSerializable(typeof(Comparison))]
[JsonSerializable(typeof(IReadOnlyList<BranchRule>))]
[JsonSerializable(typeof(BranchProtection))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(IReadOnlyList<PullRequest>))]
[JsonSerializable(typeof(NewPullRequest))]
[JsonSerializable(typeof(PullRequestChange))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(MergeResult))]
[JsonSerializable(typeof(NewReviewers))]
[JsonSerializable(typeof(NewReview))]
[JsonSerializable(typeof(NewLabels))]
[JsonSerializable(typeof(NewAssignees))]
[JsonSerializable(typeof(NewComment))]
[JsonSerializable(typeof(IssueComment))]
internal sealed partial class RestJson : JsonSerializerContext;
