using System.Security.Cryptography;
using System.Text;

namespace Octobatch.GitHub.Tokens;

/// <summary>An installation's token. Its text is a secret: it is shown by nothing here.</summary>
/// <param name="Value">What stands behind <c>Bearer</c>.</param>
/// <param name="ExpiresAt">When GitHub stops taking it.</param>
/// <param name="MintedAt">When GitHub made it, as far as it can be told. It may be refused for some seconds after this.</param>
public sealed record InstallationToken(string Value, DateTimeOffset ExpiresAt, DateTimeOffset MintedAt)
{
    /// <summary>How long GitHub may not know its own new token yet.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>What it may do, such as <c>contents</c> to <c>write</c>.</summary>
    public IReadOnlyDictionary<string, string> Permissions { get; init; } = new Dictionary<string, string>();

    /// <summary>Names the token without telling it.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    public override string ToString() => $"token {Sha256[..12]}";
}
