using System.Globalization;
using System.Text.RegularExpressions;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>
/// What a pull request's body says of itself, unseen: whose it is and what it carries, so that it is found again whatever our database
/// knows.
/// </summary>
/// <param name="Patch">The hash of the patch.</param>
public sealed partial record Marker(string Campaign, int SpecVersion, string Patch)
{
    public override string ToString() => $"<!-- octobatch campaign={Campaign} spec={SpecVersion} patch={Patch} -->";

    /// <summary>The last marker of a body; null: none.</summary>
    public static Marker? Find(string? body) =>
        Written().Matches(body ?? "") is [.., var last]
            && int.TryParse(last.Groups["spec"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var spec)
                ? new(last.Groups["campaign"].Value, spec, last.Groups["patch"].Value)
                : null;

    /// <summary>The body without any marker and without what surrounds one.</summary>
    public static string Strip(string body) => Written().Replace(body, "").TrimEnd();

    [GeneratedRegex(@"<!-- octobatch campaign=(?<campaign>[a-z0-9-]{1,63}) spec=(?<spec>[0-9]{1,9}) patch=(?<patch>[A-Za-z0-9:_-]{1,128}) -->", RegexOptions.NonBacktracking)]
    private static partial Regex Written();
}
