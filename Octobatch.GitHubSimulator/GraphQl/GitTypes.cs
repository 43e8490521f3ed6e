using System.Text;
using GraphQL;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Checks;
using Octobatch.GitHubSimulator.GitData;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Refs, commits, trees, blobs.</summary>
internal static class GitTypes
{
    // GitHub cuts the text of blobs above half a megabyte.
    private const int LongestText = 512_000;

    public static void Add(Resolvers resolvers)
    {
        resolvers.Type<RefNode>("Ref")
            .Field("id", node => NodeIds.Of("REF", $"{node.Scope.Repository.Id}:{node.Name}"))
            .Field("prefix", node => Prefix(node.Name))
            .Field("name", node => node.Name[Prefix(node.Name).Length..])
            .Field("repository", node => new RepositoryNode(node.Scope))
            .Field("branchProtectionRule", node =>
                Protection.Of(node.Scope.Repository, node.Name[Prefix(node.Name).Length..]) is { } rule ? new ProtectionNode(node.Scope, node.Name[Prefix(node.Name).Length..], rule) : null)
            .Locked("target", node => node.Scope, (node, _) => Of(node.Scope, node.Scope.Git.Refs[node.Name]?.ResolveToDirectReference()?.Target))
            .Locked("associatedPullRequests", node => node.Scope, (node, context) =>
                RepositoryTypes.Pulls(node.Scope, context, node.Scope.Simulator.Visible(node.Scope.Repository).Where(pull => pull.Fork is null && $"refs/heads/{pull.HeadRef}" == node.Name)));
        Object<CommitNode>(resolvers, "Commit", "C");
        Object<TreeNode>(resolvers, "Tree", "T").Locked("entries", node => node.Scope, (node, _) => node.Git<Tree>().Select(entry => Entry(node.Scope, entry, entry.Name)).ToList());
        Object<BlobNode>(resolvers, "Blob", "B")
            .Locked("byteSize", node => node.Scope, (node, _) => (int)node.Scope.Git.SizeOf(new ObjectId(node.Sha)))
            .Locked("isBinary", node => node.Scope, (node, _) => node.Git<Blob>().IsBinary)
            .Locked("isTruncated", node => node.Scope, (node, _) => node.Scope.Git.SizeOf(new ObjectId(node.Sha)) > LongestText)
            .Locked("text", node => node.Scope, (node, _) => Text(node.Git<Blob>()));
        Object<TagNode>(resolvers, "Tag", "TAG")
            .Locked("message", node => node.Scope, (node, _) => node.Git<TagAnnotation>().Message)
            .Locked("name", node => node.Scope, (node, _) => node.Git<TagAnnotation>().Name)
            .Locked("target", node => node.Scope, (node, _) => Of(node.Scope, node.Git<TagAnnotation>().Target));
        resolvers.Type<EntryNode>("TreeEntry")
            .Field("extension", node => Path.GetExtension(node.Name))
            .Field("isGenerated", _ => false)
            .Field("mode", node => node.Mode)
            .Field("name", node => node.Name)
            .Field("oid", node => node.Oid)
            .Field("path", node => node.Path)
            .Field("type", node => node.Type)
            .Field("repository", node => new RepositoryNode(node.Scope))
            .Locked("object", node => node.Scope, (node, _) => Of(node.Scope, node.Scope.Git.Lookup(new ObjectId(node.Oid))))
            .Locked("size", node => node.Scope, (node, _) => node.Type is "blob" ? (int)node.Scope.Git.SizeOf(new ObjectId(node.Oid)) : 0);
        AddCommit(resolvers.Type<CommitNode>("Commit"));
        resolvers.Type<PersonNode>("GitActor")
            .Field("avatarUrl", (_, context) => $"{Session.Of(context).Call.Urls.Root}/avatars/0")
            .Field("date", node => node.Date)
            .Field("email", node => node.Email)
            .Field("name", node => node.Name)
            .Field("user", _ => null);
        resolvers.Type<SignatureNode>("GpgSignature")
            .Field("email", _ => "noreply@github.com")
            .Field("isValid", node => node.IsValid)
            .Field("keyId", _ => "B5690EEEBB952194")
            .Field("payload", node => node.Payload)
            .Field("signature", node => node.Signature)
            .Field("signer", _ => null)
            .Field("state", node => node.IsValid ? "VALID" : "UNKNOWN_KEY")
            .Field("wasSignedByGitHub", node => node.IsValid);
    }

    public static ObjectNode? Of(RepositoryScope scope, GitObject? found) => found switch
    {
        Commit commit => new CommitNode(scope, commit.Sha),
        Tree tree => new TreeNode(scope, tree.Sha),
        Blob blob => new BlobNode(scope, blob.Sha),
        TagAnnotation tag => new TagNode(scope, tag.Sha),
        _ => null,
    };

    private static T Git<T>(this ObjectNode node)
        where T : GitObject =>
        node.Scope.Git.FindExact<T>(node.Sha) ?? throw GraphError.NotFound($"Could not resolve to a {typeof(T).Name} with the oid {node.Sha}.");

    private static TypeResolvers<T> Object<T>(Resolvers resolvers, string type, string prefix)
        where T : ObjectNode => resolvers.Type<T>(type)
            .Field("abbreviatedOid", node => node.Sha[..7])
            .Field("commitResourcePath", node => $"/{node.Scope.Repository.FullName}/commit/{node.Sha}")
            .Field("commitUrl", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/commit/{node.Sha}")
            .Field("id", node => NodeIds.Of(prefix, $"{node.Scope.Repository.Id}:{node.Sha}"))
            .Field("oid", node => node.Sha)
            .Field("repository", node => new RepositoryNode(node.Scope));

    private static void AddCommit(TypeResolvers<CommitNode> type) => type
        .Locked("additions", node => node.Scope, (node, _) => Changes(node).LinesAdded)
        .Locked("deletions", node => node.Scope, (node, _) => Changes(node).LinesDeleted)
        .Locked("changedFilesIfAvailable", node => node.Scope, (node, _) => Changes(node).Count())
        .Locked("author", node => node.Scope, (node, _) => Person(node.Git<Commit>().Author))
        .Locked("committer", node => node.Scope, (node, _) => Person(node.Git<Commit>().Committer))
        .Locked("authoredDate", node => node.Scope, (node, _) => node.Git<Commit>().Author.When)
        .Locked("committedDate", node => node.Scope, (node, _) => node.Git<Commit>().Committer.When)
        .Locked("committedViaWeb", node => node.Scope, (node, _) => Signature(node) is { IsValid: true })
        .Locked("message", node => node.Scope, (node, _) => node.Git<Commit>().Message.TrimEnd('\n'))
        .Locked("messageHeadline", node => node.Scope, (node, _) => node.Git<Commit>().MessageShort)
        .Locked("messageBody", node => node.Scope, (node, _) => Body(node.Git<Commit>().Message))
        .Locked("tree", node => node.Scope, (node, _) => new TreeNode(node.Scope, node.Git<Commit>().Tree.Sha))
        .Locked("parents", node => node.Scope, (node, context) => Connection.Of(context, node.Git<Commit>().Parents.Select(parent => parent.Sha).ToList(), sha => new CommitNode(node.Scope, sha)))
        .Locked("history", node => node.Scope, (node, context) => Connection.Of(context, node.Scope.Git.Since(node.Git<Commit>(), null).Select(commit => commit.Sha).ToList(), sha => new CommitNode(node.Scope, sha)))
        .Locked("file", node => node.Scope, (node, context) => node.Git<Commit>().Tree.Entry(context.GetArgument<string>("path")) is { } entry ? Entry(node.Scope, entry, entry.Path) : null)
        .Locked("signature", node => node.Scope, (node, _) => Signature(node))
        .Locked("statusCheckRollup", node => node.Scope, (node, _) => CheckState.RollupOf(node.Scope.Repository, node.Sha) is null ? null : new RollupNode(node.Scope, node.Sha))
        .Locked("associatedPullRequests", node => node.Scope, (node, context) => RepositoryTypes.Pulls(
            node.Scope, context, node.Scope.Repository.Pulls.Where(pull => pull.HeadSha == node.Sha || pull.MergeCommitSha == node.Sha)))
        .Field("resourcePath", node => $"/{node.Scope.Repository.FullName}/commit/{node.Sha}")
        .Field("treeUrl", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/tree/{node.Sha}")
        .Field("url", node => $"{node.Scope.Urls.Root}/{node.Scope.Repository.FullName}/commit/{node.Sha}");

    private static Patch Changes(CommitNode node)
    {
        var commit = node.Git<Commit>();
        return node.Scope.Git.Diff.Compare<Patch>(commit.Parents.FirstOrDefault()?.Tree, commit.Tree);
    }

    private static SignatureNode? Signature(CommitNode node)
    {
        var (signature, payload, valid) = node.Scope.Simulator.Signing.Read(node.Scope.Git, node.Git<Commit>());
        return signature is null ? null : new SignatureNode(signature, payload!, valid);
    }

    private static EntryNode Entry(RepositoryScope scope, TreeEntry entry, string path) => new(
        scope, entry.Name, path, (int)entry.Mode, entry.TargetType switch { TreeEntryTargetType.Tree => "tree", TreeEntryTargetType.Blob => "blob", _ => "commit" }, entry.Target.Sha);

    private static PersonNode Person(Signature person) => new(person.Name, person.Email, person.When);

    private static string Body(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? "" : message[end..].Trim('\n');
    }

    /// <summary>Null for what git takes for binary; bytes that are no UTF-8 are replaced, so that the text is not what is stored.</summary>
    private static string? Text(Blob blob)
    {
        if (blob.IsBinary)
            return null;
        var bytes = blob.Bytes();
        return Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, LongestText));
    }

    private static string Prefix(string name) => name[..(name.IndexOf('/', name.IndexOf('/', StringComparison.Ordinal) + 1) + 1)];
}
