namespace Octobatch.Campaigns.Steps.Running.Jobs;

/// <summary>
/// What runs around a command, in every executor: takes a tar of the checkout, runs the command in it, gives a tar of what it left. It asks
/// of an image no more than <c>sh</c>, <c>head</c>, <c>tar</c> and <c>chmod</c>, as BusyBox has them.
/// </summary>
internal static class JobScript
{
    /// <summary>The folder that belongs to the job: the checkout, HOME, temporary files.</summary>
    public const string Folder = "/job";

    public const string Command = "command";
    public const string Work = "work";
    public const string Status = "status";

    // Standard output is the tar's alone; the command's goes to standard error. The input is cut by its length, because not every stream into
    // a container can be closed. The status is written last and put first, so that a command cannot leave another in its place.
    public const string Text = $$"""
        set -e
        umask 022
        cd {{Folder}}
        head -c "$1" | tar -xf -
        mkdir -p home tmp
        cd {{Work}}
        unset OLDPWD
        code=0
        sh ../{{Command}} </dev/null >&2 || code=$?
        cd {{Folder}}
        rm -rf {{Status}}
        echo "$code" >{{Status}}
        if [ "$code" != 0 ]; then
          exec tar -cf - {{Status}}
        fi
        mkdir -p {{Work}}
        chmod -R u+rwX {{Work}}
        exec tar -cf - {{Status}} {{Work}}
        """;

    /// <summary>The program and its arguments.</summary>
    public static IReadOnlyList<string> CommandLine(long inputBytes) =>
        ["sh", "-c", Text, "sh", inputBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>The variables of a command beside those of its step; PATH is the executor's.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["HOME"] = Folder + "/home",
        ["TMPDIR"] = Folder + "/tmp",
        ["LANG"] = "C.UTF-8",
    };
}
