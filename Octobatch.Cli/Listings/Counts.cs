namespace Octobatch.Cli.Listings;

internal static class Counts
{
    /// <summary>With its noun: <c>1 file</c>, <c>2,981 repositories</c>.</summary>
    public static string Of(long number, string one, string? many = null) => $"{number:N0} {(number == 1 ? one : many ?? one + "s")}";
}
