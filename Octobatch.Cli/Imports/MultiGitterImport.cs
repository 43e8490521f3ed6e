using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Imports;

/// <summary>From a configuration file of multi-gitter (https://github.com/lindell/multi-gitter). The command is no part of that file.</summary>
internal sealed class MultiGitterImport
{
    // What it is for there, and what takes its place here.
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["token"] = "Octobatch has its GitHub App; keep no token in files",
        ["base-branch"] = "Octobatch changes default branches",
        ["base-url"] = "Octobatch knows its GitHub (OCTOBATCH_GITHUB_API_BASE_URL)",
        ["max-reviewers"] = "all reviewers are asked; name as many as you want",
        ["max-team-reviewers"] = "all teams are asked; name as many as you want",
        ["author-name"] = "commits are the GitHub App's",
        ["author-email"] = "commits are the GitHub App's",
        ["concurrent"] = "the pace is GitHub's limits; publish.waves and publish.max_per_day make it slower",
        ["conflict-strategy"] = "`drift` says what happens to a pull request that others have changed",
        ["fork"] = "branches are pushed to the repository itself",
        ["fork-owner"] = "branches are pushed to the repository itself",
        ["push-only"] = "`octobatch publish` opens pull requests",
        ["skip-pr"] = "`octobatch publish` opens pull requests",
        ["dry-run"] = "`octobatch preview` writes nothing to GitHub",
        ["interactive"] = "`octobatch diff` shows every change before `octobatch publish`",
        ["code-search"] = "use file: and content: in a query",
        ["group"] = "only GitHub has organisations here",
        ["project"] = "only GitHub has organisations here",
    };

    // How it clones, logs and talks: nothing of it is left to choose here.
    private static readonly string[] Machinery =
    [
        "api-push", "auth-type", "clone-dir", "commit-signing-key", "debug", "fetch-depth", "git-type", "include-subgroups", "insecure", "log-file", "log-format",
        "log-level", "output", "error-output", "plain-output", "ssh-auth", "username", "manual-commit", "merge-type", "git-user-scope",
    ];

    private readonly List<string> notes = [];
    private readonly YamlMap file;

    private MultiGitterImport(YamlMap file) => this.file = file;

    public static bool Recognises(YamlMap file) =>
        file.Keys.Any(key => key is "org" or "repo" or "user" or "repo-search" or "code-search" or "commit-message" or "pr-title" or "branch" or "skip-repo");

    /// <param name="command">What multi-gitter was told to run; null: not known.</param>
    public static Imported Read(YamlMap file, string? command, string? image)
    {
        var import = new MultiGitterImport(file);
        return new(import.Spec(command, image), import.notes);
    }

    private SpecDocument Spec(string? command, string? image)
    {
        if (file.Text("platform") is { } platform && platform != "github")
            notes.Add($"platform: Octobatch speaks to GitHub alone, not to {platform}");
        var message = file.Text("commit-message");
        var lines = message?.Split('\n', 2);
        var title = file.Text("pr-title") ?? lines?[0].Trim() ?? "";
        var branch = file.Text("branch");
        var name = CampaignNames.Of(branch ?? title);
        if (title.Length == 0)
        {
            notes.Add("commit-message, pr-title: neither is there; the title is the name");
            title = name;
        }

        if (command is null)
            notes.Add("the script: give it with --run, or put it in place of CHANGE-ME; nothing but the repository and the image is there when it runs");
        var spec = new SpecDocument(name)
        {
            Select = Selection(),
            Exclude = Exclusion(),
            Steps = [new RunStep(command ?? "CHANGE-ME") { Image = image }],
            Branch = branch,
            Message = Escaped(message),
            Title = Escaped(title)!,
            Body = Escaped(file.Text("pr-body") ?? (lines is [_, var rest] ? rest.Trim('\n') : null)),
            Labels = file.Texts("labels"),
            Reviewers = file.Texts("reviewers"),
            TeamReviewers = file.Texts("team-reviewers"),
            Assignees = file.Texts("assignees"),
            Draft = file.Flag("draft"),
        };
        foreach (var key in file.Left.ToList().Where(key => !Machinery.Contains(key) && IsSet(key)))
            notes.Add($"{key}: {Elsewhere.GetValueOrDefault(key, "Octobatch has no such thing")}");
        return spec;
    }

    // Each organisation with each topic: several topics in one query would all have to be there.
    private List<SelectDocument> Selection()
    {
        var common = new List<string>();
        if (file.Flag("skip-forks"))
            common.Add("-fork:true");
        if (Name("repo-include") is { } include)
            common.Add($"name:{include}");
        var topics = file.Texts("topic").Select(t => $"topic:{t}").DefaultIfEmpty("");
        var owners = file.Texts("org").Concat(file.Texts("user")).Select(o => $"org:{o}").ToList();
        var select = owners.SelectMany(o => topics.Select(t => Query([o, t, .. common]))).ToList();
        var repositories = file.Texts("repo");
        if (repositories.Count > 0)
            select.Add(new() { Repositories = repositories });
        if (file.Text("repo-search") is { } search)
        {
            notes.Add("repo-search: Octobatch's queries have most of GitHub's words; `octobatch repos QUERY` tries it");
            select.Add(Query([search, .. common]));
        }

        if (select.Count > 0)
            return select;
        notes.Add("org, repo, user, repo-search: nothing of it can be carried over; put the repositories in place of OWNER/NAME");
        return [Imported.PlaceholderSelection];
    }

    private List<SelectDocument> Exclusion()
    {
        var exclude = new List<SelectDocument>();
        if (file.Texts("skip-repo") is { Count: > 0 } skipped)
            exclude.Add(new() { Repositories = skipped });
        if (Name("repo-exclude") is { } name)
            exclude.Add(new() { Query = $"name:{name}" });
        return exclude;
    }

    private string? Name(string key)
    {
        if (file.Text(key) is not { } regex)
            return null;
        var glob = Globs.FromRegex(regex);
        if (glob is null || glob.Contains('/', StringComparison.Ordinal))
        {
            notes.Add($"{key}: {regex} says more than name: with * can; the campaign takes {(key == "repo-include" ? "more" : "other")} repositories than before");
            return null;
        }

        return glob;
    }

    private static SelectDocument Query(IEnumerable<string> words) => new() { Query = string.Join(' ', words.Where(w => w.Length > 0)) };

    // Plain text there; what looks like a template must not become one.
    private static string? Escaped(string? text) =>
        text?.Replace("{{", "\0", StringComparison.Ordinal).Replace("{%", "{{ '{%' }}", StringComparison.Ordinal).Replace("\0", "{{ '{{' }}", StringComparison.Ordinal);

    private bool IsSet(string key) => file.Texts(key).Any(value => value is not ("false" or "0"));
}
