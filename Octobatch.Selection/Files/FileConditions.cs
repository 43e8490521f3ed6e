using Octobatch.GitHub;
using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;
using Octobatch.Selections.Queries;

namespace Octobatch.Selections.Files;

/// <summary>
/// Answers <c>file:</c> and <c>content:</c> for repositories that have passed the rest of a query: from what is known of their head, else
/// from GitHub, about 50 repositories a request, installations side by side.
/// </summary>
internal sealed class FileConditions(GitHubClient github, FileFacts facts)
{
    /// <summary>The ids of those for which every term holds. An error concerns all: without an answer nobody is in or out.</summary>
    public async Task<GitHubResult<IReadOnlySet<long>>> HoldAsync(
        IReadOnlyList<Term> terms, IReadOnlyCollection<FileSubject> repositories, CancellationToken cancellation)
    {
        var predicates = terms.Select(term => term.Predicate).Distinct().ToList();
        var known = await facts.FindAsync(repositories.Select(repository => repository.Id), predicates, cancellation);
        var unknown = repositories.Where(repository => predicates.Exists(predicate => !known.ContainsKey((repository.Id, predicate))));
        var asked = await Task.WhenAll(unknown.GroupBy(repository => repository.InstallationId)
            .Select(group => AskAsync(group.Key, [.. group], predicates, cancellation)));
        foreach (var answer in asked)
        {
            if (!answer.Ok)
                return answer.Error;
            foreach (var fact in answer.Value)
                known[(fact.RepositoryId, fact.Predicate)] = fact.Holds;
        }

        return repositories.Where(repository => terms.All(term => known.GetValueOrDefault((repository.Id, term.Predicate)) != term.Negated))
            .Select(repository => repository.Id).ToHashSet();
    }

    private async Task<GitHubResult<IReadOnlyList<FileFact>>> AskAsync(
        long installation, IReadOnlyList<FileSubject> repositories, IReadOnlyList<Predicate> predicates, CancellationToken cancellation)
    {
        var paths = predicates.Select(PathOf).Distinct().ToList();
        var wanted = repositories.Select(repository => new WantedFiles(new(repository.Owner, repository.Name), paths)).ToList();
        var found = new List<FileFact>();
        var place = 0;
        await foreach (var result in github.For(installation).ReadFilesAsync(wanted, cancellation))
        {
            var repository = repositories[place++];
            // What has gone since the inventory saw it has no files.
            if (!result.Ok && result.Error.Kind is not GitHubErrorKind.NotFound)
                return result.Error;
            found.AddRange(predicates.Select(predicate => new FileFact(repository.Id, predicate, result.Value?.Head, result.Ok && Holds(predicate, result.Value))));
        }

        await facts.WriteAsync(found, cancellation);
        return found;
    }

    private static string PathOf(Predicate predicate) => predicate switch
    {
        FileExists exists => exists.Path,
        FileContains contains => contains.Path,
        _ => throw new ArgumentOutOfRangeException(nameof(predicate), predicate, "This is not about files."),
    };

    private static bool Holds(Predicate predicate, RepositoryFiles files) =>
        files.Entries.GetValueOrDefault(PathOf(predicate)) is FileEntry file
        && (predicate is not FileContains contains || file.Content.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(contains.Text)) >= 0);
}

/// <summary>A repository whose files are asked about.</summary>
internal sealed record FileSubject(long Id, long InstallationId, string Owner, string Name);
