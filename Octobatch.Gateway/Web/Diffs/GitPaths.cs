using System.Text;

namespace Octobatch.Gateway.Web.Diffs;

/// <summary>Paths as git quotes them: in double quotes, with escapes as in C and bytes in octal.</summary>
internal static class GitPaths
{
    public static string Unquote(string path)
    {
        if (path.Length < 2 || path[0] != '"' || path[^1] != '"')
            return path;
        var bytes = new List<byte>();
        for (var i = 1; i < path.Length - 1; i++)
        {
            if (path[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(path, i, 1));
            }
            else if (path[i + 1] is >= '0' and <= '3' && i + 3 < path.Length - 1)
            {
                bytes.Add((byte)(((path[i + 1] - '0') << 6) | ((path[i + 2] - '0') << 3) | (path[i + 3] - '0')));
                i += 3;
            }
            else
            {
                bytes.Add((byte)Escaped(path[++i]));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static char Escaped(char letter) => letter switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => letter,
    };
}
