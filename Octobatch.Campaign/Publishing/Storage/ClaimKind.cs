namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>What changesets are claimed for. Each kind is claimed by itself, so that none waits for another.</summary>
internal enum ClaimKind
{
    /// <summary>To see how they stand. What is to be written for it is left to <see cref="Write"/>.</summary>
    Look,

    /// <summary>To bring what has begun, what people asked for, or what a look found, to its end.</summary>
    Write,

    /// <summary>To be published first.</summary>
    Publish,
}

internal static class ClaimKinds
{
    /// <summary>Of <c>changesets c</c> with a <c>due</c>; word for word those of the indexes in <c>0006_watching.sql</c>.</summary>
    public static string Condition(this ClaimKind kind) => kind is ClaimKind.Look
        ? "c.due is not null and c.state in ('open', 'needs_human', 'closed') and c.asked is null and not c.to_write"
        : "c.due is not null and (c.state = 'publishing' or c.asked is not null or c.to_write) and c.state <> 'ready'";
}
