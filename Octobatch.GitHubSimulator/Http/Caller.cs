using Octobatch.GitHubSimulator.Installations;

namespace Octobatch.GitHubSimulator.Http;

/// <summary>Who sent a request: nobody known, the App by its JWT, or an installation by its token.</summary>
internal sealed record Caller(bool IsApp, InstallationToken? Token)
{
    public static Caller Anonymous { get; } = new(false, null);

    public static Caller App { get; } = new(true, null);

    public Installation? Installation => Token?.Installation;
}
