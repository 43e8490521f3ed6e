using System.Security.Cryptography;

namespace Octobatch.Tokens.App;

/// <summary>
/// Private keys read from text: PKCS#1 (as GitHub gives them) or PKCS#8, with line ends as such or written <c>\n</c>.
/// </summary>
/// <param name="Text">The text with real line ends; secret.</param>
/// <param name="Keys">All keys in order; empty when one of them is unusable, so that a mistake while rotating is seen at once.</param>
/// <param name="Problem">What is wrong, as the end of a sentence that begins with the variable's name; without any part of the text.</param>
public sealed record AppKeyReading(string Text, IReadOnlyList<AppKey> Keys, string? Problem)
{
    public static AppKeyReading Of(string raw)
    {
        var text = raw.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\r", "", StringComparison.Ordinal).Trim().Trim('"', '\'');
        var keys = new List<AppKey>();
        var problem = ProblemOfForm(text) ?? Import(text, keys);
        return new(text, problem is null ? keys : [], problem);
    }

    private static string? ProblemOfForm(string text)
    {
        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
            return "holds an encrypted key: remove its password with `openssl rsa -in FILE -out NEW`";
        if (text.Contains("OPENSSH PRIVATE KEY", StringComparison.Ordinal))
            return "holds a key in OpenSSH's form: use the PEM file that GitHub gave, or convert it with `ssh-keygen -p -m PEM -f FILE`";
        return null;
    }

    private static string? Import(string text, List<AppKey> keys)
    {
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var pem))
        {
            if (rest[pem.Label] is not ("RSA PRIVATE KEY" or "PRIVATE KEY"))
                return $"holds '{rest[pem.Label]}' where the App's RSA private key is needed";
            var rsa = RSA.Create();
            try
            {
                rsa.ImportFromPem(rest[pem.Location]);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                rsa.Dispose();
                return "holds a private key that is damaged or not an RSA key";
            }

            keys.Add(new AppKey(rsa));
            rest = rest[pem.Location.End..];
        }

        if (keys.Count == 0)
            return "holds no private key in PEM: set it to the whole file that GitHub gave, first and last line included";
        return rest.IsWhiteSpace() ? null : "holds something behind its last key that is no key";
    }
}
