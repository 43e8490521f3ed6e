using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>GitHub's form of an installation.</summary>
internal static class InstallationJson
{
    public static object Of(Installation installation, Simulator simulator, Urls urls) => new
    {
        installation.Id,
        simulator.App.ClientId,
        Account = OwnerJson.Of(installation.Account, urls),
        installation.RepositorySelection,
        AccessTokensUrl = $"{urls.Api}/app/installations/{installation.Id}/access_tokens",
        RepositoriesUrl = $"{urls.Api}/installation/repositories",
        HtmlUrl = $"{urls.Root}/organizations/{installation.Account.Login}/settings/installations/{installation.Id}",
        AppId = simulator.App.Id,
        AppSlug = simulator.App.Slug,
        TargetId = installation.Account.Id,
        TargetType = installation.Account.Type,
        Permissions = installation.Permissions.Json,
        simulator.App.Events,
        installation.CreatedAt,
        installation.UpdatedAt,
        SingleFileName = (string?)null,
        HasMultipleSingleFiles = false,
        SingleFilePaths = Array.Empty<string>(),
        SuspendedBy = installation.SuspendedAt is null ? null : OwnerJson.Of(simulator.Admin, urls),
        installation.SuspendedAt,
    };
}
