using System.Globalization;

namespace Octobatch.Benchmarks;

/// <summary>A benchmark's options: a name and a value each, in any order.</summary>
internal static class Options
{
    public static int Number(string[] args, string name, int otherwise) =>
        Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public static string? Text(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
