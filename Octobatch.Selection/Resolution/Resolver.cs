using System.Data;
using Npgsql;
using Octobatch.GitHub.Errors;
using Octobatch.Selections.Files;
using Octobatch.Selections.Inventory;

namespace Octobatch.Selections.Resolution;

/// <summary>Resolves selections against the inventory as it is at one moment, and asks GitHub only about files.</summary>
internal sealed class Resolver(NpgsqlDataSource postgres, FileConditions files)
{
    /// <summary>Every repository that the selection considers, in the order of lists, each once. An error is GitHub's, about files.</summary>
    public async Task<GitHubResult<ResolvedSelection>> ResolveAsync(Selection selection, CancellationToken cancellation)
    {
        var read = await ReadAsync(selection, cancellation);
        foreach (var (entry, candidates) in selection.Select.Zip(read.Selected))
        {
            if (await WithFilesAsync(entry, candidates, cancellation) is { } error)
                return error;
            foreach (var candidate in candidates)
                candidate.Entry ??= entry.Index;
        }

        foreach (var (entry, ids) in selection.Exclude.Zip(read.Excluded))
        {
            var candidates = ids.Select(id => read.Known.GetValueOrDefault(id)).OfType<Candidate>()
                .Where(candidate => candidate is { Entry: not null, ExcludedBy: null }).ToList();
            if (await WithFilesAsync(entry, candidates, cancellation) is { } error)
                return error;
            foreach (var candidate in candidates)
                candidate.ExcludedBy = entry.Index;
        }

        foreach (var (entry, candidates) in selection.Select.Zip(read.Selected))
            Take(entry, candidates, read.Installations);
        return new ResolvedSelection(InOrder(read.Known.Values.Where(candidate => candidate.Entry is not null).Concat(read.Unknown)), selection, read.Installations);
    }

    /// <summary>All that the inventory is asked, in one snapshot of the database, which is over before GitHub is asked anything.</summary>
    private async Task<InventoryAnswers> ReadAsync(Selection selection, CancellationToken cancellation)
    {
        await using var connection = await postgres.OpenConnectionAsync(cancellation);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var reader = new CandidateReader(connection);
        var answers = new InventoryAnswers(await reader.InstallationsAsync(cancellation));
        var unknown = new Dictionary<string, Candidate>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in selection.Select)
        {
            answers.Selected.Add(entry.Query is { } query
                ? await reader.OfQueryAsync(query, answers.Known, cancellation)
                : await NamedAsync(reader, entry, answers.Known, unknown, cancellation));
        }

        foreach (var entry in selection.Exclude)
        {
            answers.Excluded.Add(entry.Query is { } query
                ? await reader.IdsAsync(query, cancellation)
                : [.. (await reader.OfNamesAsync(entry.Names, [], cancellation)).OfType<Candidate>().Select(candidate => candidate.Id!.Value)]);
        }

        answers.Unknown.AddRange(unknown.Values);
        return answers;
    }

    private static async Task<List<Candidate>> NamedAsync(
        CandidateReader reader, Entry entry, Dictionary<long, Candidate> known, Dictionary<string, Candidate> unknown, CancellationToken cancellation)
    {
        var found = await reader.OfNamesAsync(entry.Names, known, cancellation);
        var candidates = new List<Candidate>(found.Count);
        foreach (var (name, candidate) in entry.Names.Zip(found))
        {
            if (candidate is null)
            {
                unknown.TryAdd(name.ToString(), new(name.Owner, name.Name) { Entry = entry.Index });
                continue;
            }

            if (!$"{candidate.Owner}/{candidate.Name}".Equals(name.ToString(), StringComparison.OrdinalIgnoreCase))
                candidate.RenamedFrom ??= name.ToString();
            candidates.Add(candidate);
        }

        return candidates;
    }

    /// <summary>Leaves those for which what the entry says of files holds; or says why nobody knows.</summary>
    private async Task<GitHubError?> WithFilesAsync(Entry entry, List<Candidate> candidates, CancellationToken cancellation)
    {
        if (entry.Query?.FileTerms.ToList() is not { Count: > 0 } terms)
            return null;
        var hold = await files.HoldAsync(
            terms, [.. candidates.Select(candidate => new FileSubject(candidate.Id!.Value, candidate.InstallationId, candidate.Owner, candidate.Name))], cancellation);
        if (hold.Ok)
            candidates.RemoveAll(candidate => !hold.Value.Contains(candidate.Id!.Value));
        return hold.Error;
    }

    /// <summary>A sample is drawn from those that can be targets, so that it has as many as it says.</summary>
    private static void Take(Entry entry, List<Candidate> candidates, Dictionary<long, InstallationState> installations)
    {
        IEnumerable<Candidate> taken = entry.Sample is not { } sample
            ? candidates
            : candidates.Where(candidate => Verdict.Against(candidate, installations) is null)
                .OrderBy(candidate => candidate.SampleKey).ThenBy(candidate => candidate.Id).Take(sample);
        foreach (var candidate in taken.Where(candidate => !candidate.Taken))
            (candidate.Taken, candidate.Entry) = (true, entry.Index);
    }

    private static List<Candidate> InOrder(IEnumerable<Candidate> candidates)
    {
        var keyed = candidates.Select(candidate => (Key: RepositoryOrder.Of(candidate), candidate)).ToArray();
        Array.Sort(keyed, (a, b) => RepositoryOrder.Compare(a.Key, b.Key));
        return [.. keyed.Select(pair => pair.candidate)];
    }

    /// <param name="Installations">By id.</param>
    private sealed record InventoryAnswers(Dictionary<long, InstallationState> Installations)
    {
        /// <summary>Every repository that any entry of select takes or names, by id.</summary>
        public Dictionary<long, Candidate> Known { get; } = [];

        /// <summary>What is named and nobody knows.</summary>
        public List<Candidate> Unknown { get; } = [];

        /// <summary>For each entry of select.</summary>
        public List<List<Candidate>> Selected { get; } = [];

        /// <summary>For each entry of exclude.</summary>
        public List<List<long>> Excluded { get; } = [];
    }
}
