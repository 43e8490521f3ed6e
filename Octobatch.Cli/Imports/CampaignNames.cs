namespace Octobatch.Cli.Imports;

internal static class CampaignNames
{
    private const int Longest = 63;

    /// <summary>The nearest name that a campaign may have.</summary>
    public static string Of(string text)
    {
        var letters = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-')).Trim('-');
        while (letters.Contains("--", StringComparison.Ordinal))
            letters = letters.Replace("--", "-", StringComparison.Ordinal);
        return letters.Length == 0 ? "imported" : letters[..Math.Min(letters.Length, Longest)].TrimEnd('-');
    }
}
