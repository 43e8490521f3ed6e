using GraphQL;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>Search for repositories and pull requests by the few words that matter here: <c>org</c>, <c>repo</c>, <c>is</c>, <c>head</c>, <c>topic</c>, <c>archived</c>, and free text.</summary>
internal static class Search
{
    // "Up to 1,000 results for each search."
    private const int MostResults = 1_000;

    public static Connection Resolve(object? source, IResolveFieldContext context)
    {
        var session = Session.Of(context);
        var words = context.GetArgument<string>("query").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var scopes = session.Simulator.Repositories.All
            .OrderBy(repository => repository.FullName, StringComparer.OrdinalIgnoreCase)
            .Where(repository => words.All(word => Takes(word, repository)))
            .Select(session.Scope).OfType<Http.RepositoryScope>();
        if (context.GetArgument<string>("type") is "REPOSITORY")
            return Connection.Of(context, scopes.Take(MostResults).ToList(), scope => new RepositoryNode(scope));
        var pulls = new List<PullNode>();
        foreach (var scope in scopes)
        {
            lock (scope.Repository.Gate)
                pulls.AddRange(session.Simulator.Visible(scope.Repository).Where(pull => words.All(word => Takes(word, pull))).Select(pull => new PullNode(scope, pull)));
        }

        return Connection.Of(context, pulls.Take(MostResults).ToList(), pull => pull);
    }

    private static bool Takes(string word, Repository repository) => Split(word) switch
    {
        ("org" or "user", var login) => repository.Owner.Login.Equals(login, StringComparison.OrdinalIgnoreCase),
        ("repo", var name) => repository.FullName.Equals(name, StringComparison.OrdinalIgnoreCase),
        ("topic", var topic) => repository.Topics.Contains(topic),
        ("archived", var archived) => repository.IsArchived == (archived is "true"),
        ("language", var language) => language.Equals(repository.Language, StringComparison.OrdinalIgnoreCase),
        ("", var text) => repository.Name.Contains(text, StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    private static bool Takes(string word, Pulls.PullRequest pull) => Split(word) switch
    {
        ("is" or "state", "open") => pull.IsOpen,
        ("is" or "state", "closed") => !pull.IsOpen,
        ("is", "merged") => pull.MergedAt is not null,
        ("is", "issue") => false,
        ("head", var branch) => pull.HeadRef.StartsWith(branch, StringComparison.Ordinal),
        ("label", var label) => pull.Labels.Contains(label, StringComparer.OrdinalIgnoreCase),
        _ => true,
    };

    private static (string Key, string Value) Split(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", word) : (word[..colon], word[(colon + 1)..].Trim('"'));
    }
}
