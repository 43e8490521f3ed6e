using System.Globalization;

namespace Octobatch.Gateway.Web.Words;

internal static class Counts
{
    /// <summary>With commas: <c>125,000</c>.</summary>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>With its noun: <c>1 file</c>, <c>2,981 repositories</c>.</summary>
    public static string Of(long number, string one, string? many = null) => $"{Of(number)} {(number == 1 ? one : many ?? one + "s")}";
}
