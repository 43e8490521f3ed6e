using System.Text;

namespace Octobatch.Cli.Imports;

/// <summary>Regular expressions that say no more than a glob can.</summary>
internal static class Globs
{
    /// <summary>The same as a glob, where unanchored ends become <c>*</c>; null when it says more.</summary>
    public static string? FromRegex(string regex)
    {
        var glob = new StringBuilder(regex.StartsWith('^') ? "" : "*");
        var (start, end) = (regex.StartsWith('^') ? 1 : 0, regex.EndsWith('$') && !regex.EndsWith("\\$", StringComparison.Ordinal) ? regex.Length - 1 : regex.Length);
        for (var i = start; i < end; i++)
        {
            var c = regex[i];
            if (c == '\\' && i + 1 < end && regex[i + 1] is '.' or '-' or '/' or '_')
                glob.Append(regex[++i]);
            else if (c == '.' && i + 1 < end && regex[i + 1] == '*')
                (_, i) = (glob.Append('*'), i + 1);
            else if (c == '.')
                glob.Append('?');
            else if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '/')
                glob.Append(c);
            else
                return null;
        }

        if (end == regex.Length)
            glob.Append('*');
        return glob.Replace("**", "*").ToString();
    }
}
