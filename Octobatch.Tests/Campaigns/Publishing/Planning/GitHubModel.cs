using System.Globalization;
using Octobatch.Campaigns.Publishing.Planning;
using Xunit;

namespace Octobatch.Tests.Campaigns.Publishing;

/// <summary>One repository on GitHub, as far as publishing touches it: commits with parents, branches, pull requests. No clock, no network.</summary>
internal sealed class GitHubModel
{
    private readonly Dictionary<string, Commit> commits = [];
    private readonly Dictionary<string, string> branches = [];
    private readonly List<Pull> pulls = [];

    public GitHubModel() => Main = Add([], person: true, files: 1);

    public string Main { get; private set; }

    public bool Archived { get; set; }

    public bool LacksPermission { get; set; }

    /// <summary>Commits by people that nobody had the right to take away.</summary>
    public HashSet<string> Treasured { get; } = [];

    /// <summary>Counts up with every change on the base branch of a file that the campaign touches.</summary>
    public int Files => commits[Main].Files;

    public int FilesAt(string commit) => commits[commit].Files;

    public IReadOnlyList<Pull> Pulls => pulls;

    public IReadOnlyDictionary<string, string> Branches => branches;

    public Observed Observe(string branch, Recorded row, Change? change) => new()
    {
        Archived = Archived,
        DefaultBranch = "main",
        DefaultHead = Main,
        Files = change is null ? TouchedFiles.Unknown : Compared.Contains((change.Base, Main)) ? Same(change.Base) : TouchedFiles.Unknown,
        MissingPermissions = LacksPermission ? ["workflows: write"] : [],
        Branch = branches.TryGetValue(branch, out var head)
            ? new(head, commits[head] is { Person: false }, commits[head].Person ? "mona" : null, commits[head].MergesBase && commits[head].Parents[0] == row.Head && !row.Done.HasFlag(Extras.Conflicted))
            : null,
        Pulls = [.. pulls.Where(pull => pull.Branch == branch).OrderByDescending(pull => pull.Number).Take(5).Select(Show)],
        Replaced = pulls.Find(pull => pull.Number == row.Replaces) is { } old ? Show(old) : null,
    };

    /// <summary>Which commits somebody has compared.</summary>
    public HashSet<(string Base, string Head)> Compared { get; } = [];

    /// <returns>Null: GitHub refuses it, and nothing has changed.</returns>
    public Outcome? Do(Operation operation, string text, Marker marker, bool draft) => operation switch
    {
        _ when operation.Writes && Archived => null,
        Publish publish => branches.ContainsKey(publish.Branch) ? null : Publish(publish, text, marker, draft),
        Push push => Push(push, marker.Patch),
        OpenPull open => Open(open.Branch, text, marker, draft),
        UpdateText update => Change(update.Number, pull => (pull.Text, pull.Marker) = (text, marker)),
        AddLabels labels => Change(labels.Number, pull => pull.Labels++),
        EnableAutoMerge auto => Change(auto.Number, pull => pull.AutoMerge = true),
        DisableAutoMerge auto => Change(auto.Number, pull => pull.AutoMerge = false),
        MarkReady ready => Change(ready.Number, pull => pull.Draft = false),
        ConvertToDraft drafted => Change(drafted.Number, pull => (pull.Draft, pull.AutoMerge) = (true, false)),
        ClosePull close => Change(close.Number, pull => pull.Stage = pull.Stage is PullStage.Open ? PullStage.Closed : pull.Stage),
        Comment comment => Change(comment.Number, _ => { }),
        Reopen reopen => Reopened(reopen.Number) ? Outcome.Done : null,
        Merge merge => Merged(merge.Number, merge.Head) ? Outcome.Done : null,
        DeleteBranch delete => branches.TryGetValue(delete.Branch, out var head) && head == delete.Head ? Delete(delete.Branch) : null,
        LinkReplacement link => Change(link.Number, pull => pull.Links++),
        _ => Outcome.Done,
    };

    public void Advance(bool touching) => Main = Add([Main], person: true, Files + (touching ? 1 : 0));

    public string PushByPerson(string branch)
    {
        var head = branches.TryGetValue(branch, out var at) ? at : Main;
        var commit = Add([head], person: true, commits[head].Files);
        Treasured.Add(commit);
        return branches[branch] = commit;
    }

    public void MergeBaseByPerson(string branch)
    {
        if (branches.TryGetValue(branch, out var head) && head != Main && (!commits[head].Person || commits[head].MergesBase))
            branches[branch] = Add([head, Main], person: true, Files, mergesBase: true);
    }

    public void DeleteByPerson(string branch)
    {
        foreach (var commit in Reachable(branches.GetValueOrDefault(branch)))
            Treasured.Remove(commit);
        Delete(branch);
    }

    public bool Merged(int number, string head)
    {
        if (pulls.Find(pull => pull.Number == number) is not { Stage: PullStage.Open } pull || branches[pull.Branch] != head || Conflicts(pull))
            return false;
        Main = Add([Main, branches[pull.Branch]], person: true, Files + 1);
        pull.Stage = PullStage.Merged;
        return true;
    }

    public bool Reopened(int number)
    {
        if (pulls.Find(pull => pull.Number == number) is not { Stage: PullStage.Closed } pull || !branches.ContainsKey(pull.Branch) || IsOpen(pull.Branch))
            return false;
        pull.Stage = PullStage.Open;
        return true;
    }

    public void GiveUp(string? head)
    {
        foreach (var commit in Reachable(head))
            Treasured.Remove(commit);
    }

    /// <summary>Treasured commits that no branch leads to.</summary>
    public IEnumerable<string> Lost() => Treasured.Except(branches.Values.Append(Main).SelectMany(Reachable));

    private Outcome Publish(Publish publish, string text, Marker marker, bool draft)
    {
        var commit = Add([publish.Base], person: false, commits[publish.Base].Files);
        branches[publish.Branch] = commit;
        return Open(publish.Branch, text, marker, draft)! with { Head = commit };
    }

    private Outcome? Push(Push push, string patch)
    {
        if (branches.GetValueOrDefault(push.Branch) != push.Over)
            return null;
        var commit = Add(push.Over is null ? [push.Base] : [push.Over, push.Base], person: false, commits[push.Base].Files);
        Assert.NotEqual(push.Base, commit);
        Assert.NotEmpty(patch);
        branches[push.Branch] = commit;
        return new(Head: commit);
    }

    private Outcome? Open(string branch, string text, Marker marker, bool draft)
    {
        if (IsOpen(branch) || !branches.ContainsKey(branch))
            return null;
        var pull = new Pull(pulls.Count + 1, branch) { Text = text, Marker = marker, Draft = draft };
        pulls.Add(pull);
        Assert.Single(pulls, other => other.Stage is PullStage.Open);
        return new(Pull: pull.Number, PullId: $"PR_{pull.Number}");
    }

    private bool IsOpen(string branch) => pulls.Exists(pull => pull.Branch == branch && pull.Stage is PullStage.Open);

    private Outcome? Change(int number, Action<Pull> change)
    {
        if (pulls.Find(pull => pull.Number == number) is not { } pull)
            return null;
        change(pull);
        return Outcome.Done;
    }

    private Outcome Delete(string branch)
    {
        branches.Remove(branch);
        foreach (var pull in pulls.Where(pull => pull.Branch == branch && pull.Stage is PullStage.Open))
            pull.Stage = PullStage.Closed;
        return Outcome.Done;
    }

    private TouchedFiles Same(string from) => commits[from].Files == Files ? TouchedFiles.Same : TouchedFiles.Changed;

    private bool Conflicts(Pull pull) => branches.TryGetValue(pull.Branch, out var head) && commits[head].Files != Files;

    private ObservedPull Show(Pull pull) => new(pull.Number, $"PR_{pull.Number}", pull.Stage, pull.Text, pull.Marker)
    {
        AutoMerge = pull.AutoMerge,
        Draft = pull.Draft,
        Mergeable = Conflicts(pull) ? Mergeable.Conflicts : Mergeable.Yes,
    };

    private string Add(string[] parents, bool person, int files, bool mergesBase = false)
    {
        var id = (commits.Count + 1).ToString("x40", CultureInfo.InvariantCulture);
        commits[id] = new(parents, person, files, mergesBase);
        return id;
    }

    private IEnumerable<string> Reachable(string? from)
    {
        var (seen, open) = (new HashSet<string>(), new Stack<string>());
        if (from is not null)
            open.Push(from);
        while (open.TryPop(out var commit))
        {
            if (seen.Add(commit))
                Array.ForEach(commits[commit].Parents, open.Push);
        }

        return seen;
    }

    private sealed record Commit(string[] Parents, bool Person, int Files, bool MergesBase);

    internal sealed class Pull(int number, string branch)
    {
        public int Number => number;

        public string Branch => branch;

        public PullStage Stage { get; set; }

        public required string Text { get; set; }

        public required Marker? Marker { get; set; }

        public bool AutoMerge { get; set; }

        public bool Draft { get; set; }

        public int Labels { get; set; }

        public int Links { get; set; }
    }
}
