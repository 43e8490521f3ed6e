namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>The rules of <c>git check-ref-format --branch</c>.</summary>
internal static class BranchNames
{
    public static string? Check(string name)
    {
        if (name.Any(c => c <= ' ' || c == '\u007f'))
            return "must not contain spaces or control characters";
        if (name.IndexOfAny(['~', '^', ':', '?', '*', '[', '\\']) is >= 0 and var at)
            return $"must not contain {name[at]}";
        if (name.Contains("..", StringComparison.Ordinal) || name.Contains("@{", StringComparison.Ordinal))
            return "must not contain .. or @{";
        if (name is "@" or "HEAD" || name.StartsWith('-') || name.EndsWith('.'))
            return "is no name that git takes: not @, not HEAD, no - in front, no dot at the end";
        foreach (var part in name.Split('/'))
        {
            if (part.Length == 0 || part.StartsWith('.') || part.EndsWith(".lock", StringComparison.Ordinal))
                return "is no name that git takes: no part may be empty, begin with a dot or end with .lock";
        }

        return null;
    }
}
