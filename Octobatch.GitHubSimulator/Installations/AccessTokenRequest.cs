using System.Text.Json;
using Octobatch.GitHubSimulator.Apps;
using Octobatch.GitHubSimulator.Http;
using Octobatch.GitHubSimulator.Repositories;

namespace Octobatch.GitHubSimulator.Installations;

/// <summary>What a caller wants a token for: all, or fewer repositories and permissions.</summary>
internal sealed record AccessTokenRequest(Permissions Permissions, IReadOnlyList<Repository>? Repositories)
{
    public const string Documentation =
        "https://docs.github.com/rest/reference/apps#create-an-installation-access-token-for-an-app";

    // "You can list up to 500 repositories."
    private const int MostRepositories = 500;

    private const string NotAccessible =
        "There is at least one repository that does not exist or is not accessible to the parent installation.";

    /// <returns>The request, or the refusal that GitHub gives.</returns>
    public static (AccessTokenRequest? Request, Answer? Refusal) Read(Call call, Installation installation)
    {
        var permissions = installation.Permissions;
        if (call.TryBody("permissions", out JsonElement json))
        {
            if (json.ValueKind is not JsonValueKind.Object || Wanted(json) is not { } wanted)
                return (null, Answer.Invalid("Invalid request.\n\nFor 'properties/permissions', nil is not an object.", Documentation));
            if (installation.Permissions.RefusalOf(wanted) is { } refusal)
                return (null, Answer.Invalid(refusal, Documentation));
            permissions = wanted.WithMetadata();
        }

        var found = new Dictionary<long, Repository>();
        var any = false;
        foreach (var (member, kind) in new[] { ("repositories", JsonValueKind.String), ("repository_ids", JsonValueKind.Number) })
        {
            if (!call.TryBody(member, out JsonElement list))
                continue;
            if (list.ValueKind is not JsonValueKind.Array || list.EnumerateArray().Any(item => item.ValueKind != kind))
                return (null, Answer.Invalid($"Invalid request.\n\nFor 'properties/{member}', the value is not an array of {kind}s.", Documentation));
            any |= list.GetArrayLength() > 0;
            foreach (var item in list.EnumerateArray())
            {
                if (Find(call.Simulator, installation, item) is not { } repository)
                    return (null, Answer.Invalid(NotAccessible, Documentation));
                found[repository.Id] = repository;
            }
        }

        if (found.Count > MostRepositories)
            return (null, Answer.Invalid($"You can list up to {MostRepositories} repositories.", Documentation));
        return (new AccessTokenRequest(permissions, any ? [.. found.Values] : null), null);
    }

    private static Permissions? Wanted(JsonElement json) =>
        json.EnumerateObject().Any(member => member.Value.ValueKind is not JsonValueKind.String)
            ? null
            : Permissions.Parse(json.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetString()!)));

    private static Repository? Find(Simulator simulator, Installation installation, JsonElement item)
    {
        Repository? repository;
        var found = item.ValueKind is JsonValueKind.Number
            ? simulator.Repositories.TryFind(item.TryGetInt64(out var id) ? id : 0, out repository)
            : simulator.Repositories.TryFind($"{installation.Account.Login}/{item.GetString()}", out repository);
        return found && installation.Covers(repository!) ? repository : null;
    }
}
