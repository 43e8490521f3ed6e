using Octobatch.Campaigns.Changesets;
using Octobatch.Campaigns.Runs;
using Octobatch.ServiceDefaults.Postgres;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Campaigns.Publishing.Bulk;

/// <summary>Which changesets are meant: those of some repositories, or all in one state.</summary>
/// <param name="Repositories">As <c>owner/name</c>, in any case.</param>
/// <param name="Comment">Of a close: said on each pull request.</param>
internal sealed record BulkChoice(IReadOnlyList<string>? Repositories, string? State, string? Comment = null)
{
    /// <summary>All whose pull requests are open or about to be.</summary>
    public static readonly BulkChoice OnGitHub = new(null, null);

    private const int LongestComment = 10_000;

    private static readonly Failure NotOne = new(
        400, "invalid_choice", "The body does not say which changesets", """Send either {"repositories":["owner/name"]} or {"state":"failed"}, not both.""");

    private static readonly Failure NoComment = new(400, "invalid_comment", "There is nothing to comment on", "Only `close` takes a comment.");

    private static readonly Failure LongComment = new(400, "invalid_comment", "The comment is too long", $"A comment has at most {LongestComment} characters.");

    private static readonly Failure Unreadable = new(400, "invalid_comment", "The comment cannot be written", "Leave the character U+0000 out.");

    /// <summary>What is wrong with it, or null.</summary>
    public Failure? Check(BulkAction action) => this switch
    {
        { Repositories: null, State: null } or { Repositories: not null, State: not null } => NotOne,
        { Comment: not null } when action != BulkAction.Close => NoComment,
        { Comment.Length: > LongestComment } => LongComment,
        { Comment: { } comment } when comment.Contains('\0', StringComparison.Ordinal) => Unreadable,
        { State: { } state } when !ChangesetStates.All.Contains(state) => ChangesetFilter.Unknown("state", ChangesetStates.All),
        _ => PublishRequests.Check(Repositories, null),
    };

    /// <summary>The condition on <c>changesets c</c>, after an <c>and</c>.</summary>
    public string Where(SqlParameters parameters)
    {
        if (State is not null)
            return $"c.state = {parameters.Add(State)}";
        if (Repositories is null)
            return $"c.state = any ({parameters.Add(ChangesetStates.OnGitHub)})";
        var (owners, names) = Keys();
        return $"(c.owner_key, c.name_key) in (select * from unnest({parameters.Add(owners)}, {parameters.Add(names)}))";
    }

    /// <summary>Of the named repositories, one beside the other.</summary>
    public (string[] Owners, string[] Names) Keys()
    {
        var keys = (Repositories ?? []).Select(RepositoryKeys.Of).Distinct().ToList();
        return ([.. keys.Select(key => key.Owner)], [.. keys.Select(key => key.Name)]);
    }
}
