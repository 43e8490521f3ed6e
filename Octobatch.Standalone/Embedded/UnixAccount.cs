namespace Octobatch.Standalone.Embedded;

/// <summary>An account of this machine, as <c>/etc/passwd</c> lists it.</summary>
public sealed record UnixAccount(string Name, uint UserId, uint GroupId)
{
    /// <summary>Whether this process is root.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>The first of these accounts that exists.</summary>
    public static UnixAccount? FirstOf(params ReadOnlySpan<string> names)
    {
        var accounts = File.Exists("/etc/passwd")
            ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList()
            : [];
        foreach (var name in names)
        {
            if (accounts.Find(fields => fields[0] == name) is { } found
                && uint.TryParse(found[2], out var user) && uint.TryParse(found[3], out var group))
            {
                return new UnixAccount(name, user, group);
            }
        }

        return null;
    }
}
