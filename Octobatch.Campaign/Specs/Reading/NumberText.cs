using System.Globalization;

namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>One value, one way to write it: <c>1</c>, <c>1.0</c> and <c>0x1</c> are the same number and give the same hash.</summary>
internal static class NumberText
{
    // 2^53 itself is also what 2^53 + 1 is read as.
    private const long Exact = (1L << 53) - 1;

    /// <summary>The number, or null when JSON cannot hold it exactly enough: infinite, not a number, or a whole number beyond 53 bits.</summary>
    public static NumberNode? Read(Position at, string text)
    {
        if (Prefixed(text) is { } prefixed)
            return prefixed <= Exact ? Whole(at, (long)prefixed) : null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
            return null;
        if (value != Math.Floor(value))
            return new(at, value.ToString("R", CultureInfo.InvariantCulture), null);
        return Math.Abs(value) <= Exact ? Whole(at, (long)value) : null;
    }

    private static NumberNode Whole(Position at, long value) => new(at, value.ToString(CultureInfo.InvariantCulture), value);

    private static ulong? Prefixed(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
            return ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : ulong.MaxValue;
        if (!text.StartsWith("0o", StringComparison.Ordinal))
            return null;
        var value = 0UL;
        foreach (var digit in text.AsSpan(2))
        {
            if (value > Exact)
                return ulong.MaxValue;
            value = (value * 8) + (ulong)(digit - '0');
        }

        return value;
    }
}
