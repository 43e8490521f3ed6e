namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>One thing to do for a changeset. Each may be repeated after a look; none is sent again without one.</summary>
public abstract record Operation
{
    /// <summary>Whether it changes anything on GitHub: then kill switch, pause and budgets come before it, and an audit row after it.</summary>
    public virtual bool Writes => true;
}

/// <summary>Find out whether the files that the change touches are the same at another commit.</summary>
public sealed record CompareFiles(string Base, string Head) : Operation
{
    public override bool Writes => false;
}

/// <summary>Make the change anew for this commit.</summary>
public sealed record Recompute(string Base) : Operation
{
    public override bool Writes => false;
}

/// <summary>Branch, commit and pull request in one document.</summary>
/// <param name="Base">The commit that the branch begins at.</param>
public sealed record Publish(string Branch, string Base) : Operation;

/// <summary>
/// The commit first, then the branch: made, or moved once and never by force, so that whoever pushes in between is not run over.
/// </summary>
/// <param name="Base">The commit whose tree is changed.</param>
/// <param name="Over">The branch's head, which becomes the new commit's first parent; null: there is no branch.</param>
public sealed record Push(string Branch, string Base, string? Over) : Operation;

/// <summary>A pull request for a branch that has its commit.</summary>
public sealed record OpenPull(string Branch) : Operation;

/// <summary>Title and body as the campaign wants them.</summary>
public sealed record UpdateText(int Number) : Operation;

public sealed record AddLabels(int Number) : Operation;

public sealed record RequestReviews(int Number) : Operation;

public sealed record AddAssignees(int Number) : Operation;

/// <summary>GitHub merges by itself once checks and reviews pass.</summary>
public sealed record EnableAutoMerge(int Number) : Operation;

/// <summary>A person merges again.</summary>
public sealed record DisableAutoMerge(int Number) : Operation;

/// <summary>No draft any more.</summary>
public sealed record MarkReady(int Number) : Operation;

/// <summary>Back to a draft.</summary>
public sealed record ConvertToDraft(int Number) : Operation;

/// <param name="Head">Merges only while this is the branch's head.</param>
public sealed record Merge(int Number, string Head) : Operation;

public sealed record ClosePull(int Number) : Operation;

/// <summary>Says something on a pull request that is closed. Once at the most: what may have been said is not said again.</summary>
public sealed record Comment(int Number, string Text) : Operation;

public sealed record Reopen(int Number) : Operation;

/// <param name="Head">Only while this is its head.</param>
public sealed record DeleteBranch(string Branch, string Head) : Operation;

/// <summary>Says on a replaced pull request where it goes on, once at the most.</summary>
public sealed record LinkReplacement(int Number, int By) : Operation;
