using System.Security.Cryptography;
using System.Text;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>A pull request's title and body, as people see them.</summary>
public static class PullTexts
{
    /// <summary>GitHub's limit for a body, in characters; a longer one is refused.</summary>
    public const int LongestBody = 65_536;

    /// <summary>The body with its marker, cut where GitHub would refuse it.</summary>
    public static string WithMarker(string body, Marker marker)
    {
        // A body that brings a marker of its own would pass for another campaign's.
        var (text, end) = (Marker.Strip(body.ReplaceLineEndings("\n")), marker.ToString());
        var room = LongestBody - end.Length - 2;
        if (text.Length > room)
            text = text[..(char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)];
        return text.Length == 0 ? end : $"{text}\n\n{end}";
    }

    /// <summary>Equal for texts that look equal: without the marker, line ends and white space around.</summary>
    public static string Hash(string? title, string? body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{title?.Trim()}\n\n{Marker.Strip((body ?? "").ReplaceLineEndings("\n")).Trim()}")));
}
