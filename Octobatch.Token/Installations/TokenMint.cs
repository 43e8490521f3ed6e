using System.Text.Json;
using Octobatch.ServiceDefaults.Problems;
using Octobatch.Tokens.App;

namespace Octobatch.Tokens.Installations;

/// <summary>Asks GitHub for a token, and gives its refusals their names.</summary>
internal sealed class TokenMint(AppClient app, AppFailures failures, GitHubClock clock, TokenSettings settings)
{
    public async Task<Outcome<InstallationToken>> MintAsync(long installation, TokenScope scope, CancellationToken cancellation)
    {
        var outcome = await app.SendAsync(
            HttpMethod.Post, $"app/installations/{installation}/access_tokens", scope.Body(), cancellation);
        if (outcome.Failed(out var failure, out var answer))
            return failure;
        if (answer.Status != 201)
            return Refused(answer, installation);
        try
        {
            return InstallationToken.FromGitHub(answer.Body, clock.Now, settings.Margin);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return failures.Unreadable();
        }
    }

    private static Failure Refused(GitHubAnswer answer, long installation) => answer.Status switch
    {
        404 => new(404, "installation_not_found", "There is no such installation",
            $"The App is not installed under number {installation}, or was uninstalled."),
        403 when answer.Message.Contains("suspended", StringComparison.OrdinalIgnoreCase) =>
            new(403, "installation_suspended", "The installation is suspended", "Its owner or GitHub suspended it; unsuspend it on the installation's page."),
        422 => new(422, "scope_not_granted", "The installation does not grant this", answer.Message),
        _ => AppFailures.Refused(answer),
    };
}
