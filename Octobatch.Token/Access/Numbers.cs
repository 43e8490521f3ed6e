using System.Globalization;
using Octobatch.ServiceDefaults.Problems;

namespace Octobatch.Tokens.Access;

/// <summary>GitHub's ids: whole numbers from 1.</summary>
internal static class Numbers
{
    public static bool TryParse(string? text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    public static Failure Failure(string what) =>
        new(400, "not_a_number", $"The {what} is not a number", $"GitHub numbers these from 1: the {what} in the path must be such a number.");
}
