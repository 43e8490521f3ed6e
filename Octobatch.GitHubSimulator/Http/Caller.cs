using Octobatch.GitHubSimulator.Installations;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Who sent a request: nobody known, the App by its JWT, an installation by its token, or a person by theirs.</summary>
internal sealed record Caller(bool IsApp, InstallationToken? Token, Owner? User = null)
{
    public static Caller Anonymous { get; } = new(false, null);

    public static Caller App { get; } = new(true, null);

    public Installation? Installation => Token?.Installation;
}
