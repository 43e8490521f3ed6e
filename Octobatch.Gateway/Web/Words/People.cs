namespace Octobatch.Gateway.Web.Words;

/// <summary>How people, keys and Octobatch itself are called on pages.</summary>
internal static class People
{
    private const string User = "user:";
    private const string Key = "key:";

    /// <param name="subject"><c>key:ID</c>, <c>user:LOGIN</c> or <c>system</c>.</param>
    public static string Name(string subject)
    {
        if (subject.StartsWith(User, StringComparison.Ordinal))
            return subject[User.Length..];
        if (subject == "system")
            return "Octobatch";
        return subject.StartsWith(Key, StringComparison.Ordinal) && Guid.TryParse(subject[Key.Length..], out _)
            ? $"key {subject[^6..]}"
            : subject.Replace(':', ' ');
    }
}
