using System.Runtime.CompilerServices;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;

namespace Octobatch.Campaigns.Previews.Reading;

/// <summary>
/// Reads of many repositories just what a plan needs, in as few requests as GitHub allows: heads, files and folders of 50 at a time, a
/// recursive tree only where a glob asks for one, then the contents that are still missing.
/// </summary>
internal sealed class TreeReader(GitHubInstallation github, ReadPlan plan, StepLimits limits, TimeProvider time)
{
    private const int TreesAtOnce = 4;

    private readonly FolderPlan folders = new(plan);

    /// <returns>Each repository once, in no order, as soon as it is read.</returns>
    public async IAsyncEnumerable<Draft> ReadAsync(IReadOnlyList<string> repositories, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var drafts = await ReadEntriesAsync(repositories, cancellation);
        await Parallel.ForEachAsync(
            drafts.Where(draft => draft.Trees.Count > 0), new ParallelOptions { MaxDegreeOfParallelism = TreesAtOnce, CancellationToken = cancellation },
            async (draft, token) => await new TreeWalk(github, folders, draft, time).ReadAsync(token));
        foreach (var draft in drafts.Where(draft => draft.Problem is not null || draft.Missing.Count == 0))
            yield return draft;

        var contents = new ContentReader(github, time);
        await foreach (var draft in contents.ReadAsync(drafts.Where(draft => draft.Problem is null && draft.Missing.Count > 0), cancellation))
            yield return draft;
    }

    private async Task<List<Draft>> ReadEntriesAsync(IReadOnlyList<string> repositories, CancellationToken cancellation)
    {
        var drafts = new List<Draft>(repositories.Count);
        GitHubError? last = null;
        var wanted = repositories.Select(repository => new WantedEntries(RepositoryName.Parse(repository), folders.Files, folders.Wanted)).ToList();
        await foreach (var result in github.ReadEntriesAsync(wanted, cancellation))
        {
            var draft = new Draft(drafts.Count, plan, limits);
            drafts.Add(draft);
            last = result.Error;
            if (result.Ok)
                Take(draft, result.Value);
            else
                draft.Problem = Troubles.OfRepository(result.Error, time);
        }

        // An error that concerns all ends the sequence: it was the last one's too.
        if (drafts.Count < repositories.Count && last is not null)
        {
            drafts.RemoveAt(drafts.Count - 1);
            for (var index = drafts.Count; index < repositories.Count; index++)
                drafts.Add(new(index, plan, limits) { Problem = Troubles.OfInstallation(last, time) });
        }

        return drafts;
    }

    private void Take(Draft draft, RepositoryEntries read)
    {
        draft.Head = read.Head;
        if (read.Head.Archived)
            draft.Problem = new Failed(FailureCodes.Archived, "The repository is archived, and so read-only.", Retryable: false);
        else if (read.Head.Commit is null)
            draft.Problem = new Failed(FailureCodes.Empty, "The repository has no commit yet.", Retryable: false);
        if (draft.Problem is not null)
            return;
        foreach (var (path, file) in read.Files)
            draft.Add(path, file, nameCounts: true);
        foreach (var (path, folder) in read.Folders)
        {
            foreach (var (name, entry) in folder.Entries)
                draft.Add(path.Length == 0 ? name : $"{path}/{name}", entry, nameCounts: folders.IsOnTheWay(path));
        }

        foreach (var folder in folders.Recursive)
        {
            if (folder.Length == 0)
                draft.Trees[folder] = read.Head.Commit!;
            else if (read.Folders.TryGetValue(folder, out var found))
                draft.Trees[folder] = found.Oid;
        }
    }
}
