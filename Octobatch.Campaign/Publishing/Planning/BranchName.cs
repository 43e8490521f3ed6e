using System.Globalization;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>The branches that a changeset goes through: <c>NAME</c>, <c>NAME-2</c>, <c>NAME-3</c>, ...</summary>
internal static class BranchName
{
    /// <param name="first">The spec's branch.</param>
    /// <param name="now">The present one.</param>
    public static string After(string first, string now) =>
        now.StartsWith($"{first}-", StringComparison.Ordinal)
        && int.TryParse(now.AsSpan(first.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? $"{first}-{number + 1}"
            : $"{first}-2";
}
