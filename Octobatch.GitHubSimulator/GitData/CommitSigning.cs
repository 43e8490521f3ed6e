using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>
/// Commits that GitHub signs itself: those that an App makes through the API without naming another author. The signature here
/// is an HMAC in PGP's armour, so that it is in the commit object and can be checked, but is nobody's real key.
/// </summary>
internal sealed class CommitSigning(string secret)
{
    private readonly byte[] key = Encoding.UTF8.GetBytes(secret);

    public Commit Commit(GitRepository git, Signature author, Signature committer, string message, Tree tree, IEnumerable<Commit> parents)
    {
        var content = LibGit2Sharp.Commit.CreateBuffer(author, committer, message, tree, parents, prettifyMessage: false, commentChar: null);
        return git.Lookup<Commit>(git.ObjectDatabase.CreateCommitWithSignature(content, Armour(content)));
    }

    /// <summary>GitHub's "verification" of a commit.</summary>
    public object Verify(GitRepository git, Commit commit)
    {
        var (signature, payload, good) = Read(git, commit);
        return new
        {
            Verified = good,
            Reason = good ? "valid" : signature is null ? "unsigned" : "unknown_key",
            Signature = signature,
            Payload = payload,
            VerifiedAt = good ? commit.Committer.When : (DateTimeOffset?)null,
        };
    }

    /// <summary>A commit's signature and what it signs, if it has one, and whether it is GitHub's own.</summary>
    public (string? Signature, string? Payload, bool IsValid) Read(GitRepository git, Commit commit)
    {
        try
        {
            var info = LibGit2Sharp.Commit.ExtractSignature(git, commit.Id, null);
            return (info.Signature, info.SignedData, info.Signature.Trim() == Armour(info.SignedData).Trim());
        }
        catch (NotFoundException)
        {
            return (null, null, false);
        }
    }

    private string Armour(string content) =>
        $"-----BEGIN PGP SIGNATURE-----\n\n{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)))}\n-----END PGP SIGNATURE-----";
}
