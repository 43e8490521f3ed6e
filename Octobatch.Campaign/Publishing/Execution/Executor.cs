using Octobatch.Campaigns.Publishing.Planning;
using Octobatch.GitHub;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Git;
using Octobatch.GitHub.Publishing;
using Octobatch.GitHub.Pulls;

namespace Octobatch.Campaigns.Publishing.Execution;

/// <summary>Does one operation. It decides nothing: what to do is the planner's, and what a failure means <see cref="Refusal"/>'s.</summary>
internal sealed class Executor(ManyExecutor many)
{
    public async Task<GitHubResult<Outcome>> DoAsync(
        GitHubInstallation github, Job job, Operation operation, WriteSlot? slot, CancellationToken cancellation) => operation switch
        {
            Publish publish => await PublishAsync(github, job, publish, slot, cancellation),
            Push push => await PushAsync(github, job, push, slot, cancellation),
            OpenPull open => (await github.CreatePullAsync(
                job.Repository, new(job.Texts!.Title, open.Branch, job.Seen.DefaultBranch!, job.Body, job.Spec.Changeset.Draft), cancellation))
                .Map(pull => new Outcome(Pull: pull.Number, PullId: pull.NodeId, Url: pull.HtmlUrl)),
            Reopen reopen => (await github.ChangePullAsync(job.Repository, reopen.Number, new() { State = "open" }, cancellation)).Map(_ => Outcome.Done),
            _ => (await many.DoAsync(github, [(job, operation)], slot, cancellation))[0],
        };

    private async Task<GitHubResult<Outcome>> PublishAsync(
        GitHubInstallation github, Job job, Publish publish, WriteSlot? slot, CancellationToken cancellation)
    {
        var texts = job.Texts!;
        var commit = new NewCommitOnBranch(publish.Branch, publish.Base, texts.Headline, texts.MessageBody, Files(job));
        var result = await github.PublishAsync(
            job.Repository,
            new(job.RepositoryId, job.Seen.DefaultBranch!, publish.Base, commit, texts.Title, job.Body, job.Spec.Changeset.Draft), slot, cancellation);
        if (!result.Ok)
            return result.Error;
        var done = result.Value;
        if (done.Stopped is not { } error)
            return new Outcome(done.Commit, done.Pull!.Number, done.Pull.Id, done.Pull.Url);
        // A branch that a rule lets nobody commit to would lie about in every repository that has the rule.
        if (done is { BranchCreated: true, Commit: null } && Refusal.Of(error, publish).Kind is RefusalKind.Failed)
        {
            var bare = new DeleteBranch(publish.Branch, publish.Base);
            job.TakenAway = (await many.DoAsync(github, [(job, bare)], null, cancellation))[0].Ok ? bare : null;
        }

        return error;
    }

    private static async Task<GitHubResult<Outcome>> PushAsync(
        GitHubInstallation github, Job job, Push push, WriteSlot? slot, CancellationToken cancellation)
    {
        var texts = job.Texts!;
        if (push.Over == push.Base && !job.Stored!.NeedsSteps)
        {
            var made = await github.CommitOnBranchAsync(
                job.Repository, new(push.Branch, push.Base, texts.Headline, texts.MessageBody, Files(job)), slot, cancellation);
            return made.Map(commit => new Outcome(commit));
        }

        var message = texts.MessageBody is null ? texts.Headline : $"{texts.Headline}\n\n{texts.MessageBody}";
        string[] parents = push.Over is null || push.Over == push.Base ? [push.Base] : [push.Over, push.Base];
        var written = await CommitWriter.WriteAsync(github, job, push.Base, message, parents, cancellation);
        if (!written.Ok)
            return written.Error;
        // Not by force: whoever has pushed since the look stands in the way.
        var moved = push.Over is null
            ? await github.CreateBranchAsync(job.Repository, push.Branch, written.Value, cancellation)
            : await github.MoveBranchAsync(job.Repository, push.Branch, written.Value, force: false, cancellation);
        return moved.Map(_ => new Outcome(written.Value));
    }

    // The cast matters: without it null would be an array's, which as memory is no null but nothing in a file that stays.
    private static List<FileChange> Files(Job job) => [.. job.Stored!.Change.Files.Select(file => new FileChange(
        file.Path, file.After is { } after ? (ReadOnlyMemory<byte>?)job.Stored.Blobs[after.BlobId] : null))];
}
