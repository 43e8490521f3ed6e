using Octobatch.GitHub.Errors;
using Octobatch.GitHub.Repositories;

namespace Octobatch.GitHub.Labels;

/// <summary>Finds labels, and makes those that a repository lacks.</summary>
public static class EnsureLabels
{
    /// <summary>The ids of all wanted labels of each repository, or why there are none. One result each, in order.</summary>
    public static async Task<IReadOnlyList<GitHubResult<RepositoryLabels>>> EnsureLabelsAsync(
        this GitHubInstallation github, IReadOnlyList<WantedLabels> wanted, CancellationToken cancellation)
    {
        var found = await FindAsync(github, wanted, cancellation);
        var missing = new List<(int Place, NewLabel Label)>();
        for (var place = 0; place < wanted.Count; place++)
        {
            if (found[place].Value is { } labels)
                missing.AddRange(wanted[place].Names.Distinct(StringComparer.OrdinalIgnoreCase).Where(name => !labels.Ids.ContainsKey(name))
                    .Select(name => (place, new NewLabel(labels.RepositoryId, name, LabelCalls.DefaultColor))));
        }

        if (missing.Count == 0)
            return found;
        var next = 0;
        var failed = new Dictionary<int, GitHubError>();
        await foreach (var made in github.CreateLabelsAsync([.. missing.Select(label => label.Label)], null, cancellation))
        {
            if (made.Error is { } error)
                failed[missing[next].Place] = error;
            next++;
        }

        // Somebody may have been faster, and an unclear one may be there: so what counts is a second look.
        var places = missing.Select(label => label.Place).Distinct().ToList();
        var again = await FindAsync(github, [.. places.Select(place => wanted[place])], cancellation);
        for (var i = 0; i < places.Count; i++)
        {
            var (place, now) = (places[i], again[i]);
            var all = now.Ok && wanted[place].Names.All(now.Value.Ids.ContainsKey);
            found[place] = all || !now.Ok ? now : failed.GetValueOrDefault(place) ?? new(GitHubErrorKind.Unavailable, "A label that was made is not to be seen yet.");
        }

        return found;
    }

    private static async Task<List<GitHubResult<RepositoryLabels>>> FindAsync(
        GitHubInstallation github, IReadOnlyList<WantedLabels> wanted, CancellationToken cancellation)
    {
        var found = new List<GitHubResult<RepositoryLabels>>(wanted.Count);
        await foreach (var labels in github.FindLabelsAsync(wanted, cancellation))
            found.Add(labels);
        // An error that concerns all ends the sequence.
        while (found.Count < wanted.Count)
            found.Add(found[^1].Error!);
        return found;
    }
}
