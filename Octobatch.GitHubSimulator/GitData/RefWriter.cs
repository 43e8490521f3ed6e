using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Rules;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Creating, moving and deleting refs under GitHub's rules, for REST and GraphQL alike. Refusals are GitHub's words.</summary>
internal static class RefWriter
{
    public static (Reference? Reference, string? Refusal) Create(RepositoryScope call, string name, string sha)
    {
        if (!name.StartsWith("refs/", StringComparison.Ordinal) || name.Count(c => c is '/') < 2)
            return (null, "Reference name must start with 'refs/' and contain at least two slashes.");
        if (!Reference.IsValidName(name))
            return (null, $"{name} is not a valid ref name.");
        if (call.Git.FindExact<GitObject>(sha) is not { } target)
            return (null, "Object does not exist");
        if (call.Git.Refs[name] is not null)
            return (null, "Reference already exists");
        if (RuleCheck.Refuse(call, name, BranchDeed.Create) is { } ruled)
            return (null, ruled);
        if (target is Commit commit && Workflows.Forbidden(call.Caller, call.Git, call.Repository.DefaultBranch, commit) is { } path)
            return (null, Workflows.Message(path));
        try
        {
            var created = call.Git.Refs.Add(name, target.Id);
            call.Simulator.Pushed(call, name, null, target.Sha);
            return (created, null);
        }
        catch (LibGit2SharpException)
        {
            // A branch "a" and a branch "a/b" cannot both be.
            return (null, "Reference cannot be created.");
        }
    }

    public static (Reference? Reference, string? Refusal) Update(RepositoryScope call, Reference reference, string sha, bool force)
    {
        var before = reference.ResolveToDirectReference().Target;
        if (call.Git.FindExact<Commit>(sha) is not { } target)
            return (null, "Object does not exist");
        var forward = before is not Commit old || call.Git.ObjectDatabase.FindMergeBase(old, target)?.Id == old.Id;
        if (!force && !forward)
            return (null, "Update is not a fast forward");
        if (Workflows.Forbidden(call.Caller, call.Git, (before as Commit)?.Tree, target.Tree) is { } path)
            return (null, Workflows.Message(path));
        if ((Protection.Refuse(call, reference.CanonicalName) ?? RuleCheck.Refuse(call, reference.CanonicalName, forward ? BranchDeed.Update : BranchDeed.Force)) is { } refusal)
            return (null, refusal);
        var updated = call.Git.Refs.UpdateTarget(reference.CanonicalName, sha);
        call.Simulator.Pushed(call, reference.CanonicalName, before.Sha, sha);
        return (updated, null);
    }

    public static string? Delete(RepositoryScope call, Reference reference)
    {
        var name = reference.CanonicalName;
        if (name == $"refs/heads/{call.Repository.DefaultBranch}")
            return "Cannot delete the default branch";
        if ((Protection.Refuse(call, name) ?? RuleCheck.Refuse(call, name, BranchDeed.Delete)) is { } refusal)
            return refusal;
        var before = reference.ResolveToDirectReference().Target.Sha;
        call.Git.Refs.Remove(name);
        call.Simulator.Pushed(call, name, before, null);
        return null;
    }
}
