using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Issues;
using Octobatch.GitHubSimulator.Owners;
using Octobatch.GitHubSimulator.Pulls;

namespace Octobatch.GitHubSimulator.GraphQl;

// What the resolvers pass on. They name things instead of holding git's own objects, because those are only good while the
// repository's gate is held, and each resolver holds it for itself.

internal sealed record OwnerNode(Session Session, Owner Owner);

internal sealed record TeamNode(Session Session, Owner Organization, string Slug);

internal sealed record RepositoryNode(RepositoryScope Scope);

internal sealed record RefNode(RepositoryScope Scope, string Name);

internal abstract record ObjectNode(RepositoryScope Scope, string Sha);

internal sealed record CommitNode(RepositoryScope Scope, string Sha) : ObjectNode(Scope, Sha);

internal sealed record TreeNode(RepositoryScope Scope, string Sha) : ObjectNode(Scope, Sha);

internal sealed record BlobNode(RepositoryScope Scope, string Sha) : ObjectNode(Scope, Sha);

internal sealed record TagNode(RepositoryScope Scope, string Sha) : ObjectNode(Scope, Sha);

internal sealed record EntryNode(RepositoryScope Scope, string Name, string Path, int Mode, string Type, string Oid);

internal sealed record PersonNode(string Name, string Email, DateTimeOffset Date);

internal sealed record SignatureNode(string Signature, string Payload, bool IsValid);

internal sealed record PullNode(RepositoryScope Scope, PullRequest Pull);

internal sealed record PullCommitNode(PullNode Pull, string Sha);

internal sealed record FileNode(string Path, int Additions, int Deletions, string ChangeType);

internal sealed record ReviewNode(PullNode Pull, Review Review);

internal sealed record RequestNode(PullNode Pull, object Reviewer, string Key);

internal sealed record CommentNode(PullNode Pull, Comment Comment);

internal sealed record LabelNode(RepositoryScope Scope, Label Label);

internal sealed record RollupNode(RepositoryScope Scope, string Sha);

internal sealed record RunNode(RepositoryScope Scope, CheckRun Run);

internal sealed record StatusNode(RepositoryScope Scope, CommitStatus Status);

internal sealed record ProtectionNode(RepositoryScope Scope, string Pattern, GitData.BranchProtection Rule);
