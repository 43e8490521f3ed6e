using System.Text.Json;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Repositories;

/// <summary>Repositories, their topics, languages and custom properties.</summary>
internal static class RepositoryEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Repository("GET", "", Need.Metadata, call => Answer.Ok(RepositoryJson.Of(call.Repository, call.Call)));
        routes.Repository("PATCH", "", Need.Write("administration"), Update);
        routes.Repository("DELETE", "", Need.Write("administration"), Delete);
        routes.Repository("POST", "/transfer", Need.Write("administration"), Transfer);
        routes.Repository("GET", "/topics", Need.Metadata, call => Answer.Ok(new { Names = call.Repository.Topics }));
        routes.Repository("PUT", "/topics", Need.Write("administration"), PutTopics);
        routes.Repository("GET", "/languages", Need.Metadata, Languages);
        routes.Repository("GET", "/properties/values", Need.Metadata, call => Answer.Ok(Properties(call.Repository)));
        routes.Get("/orgs/{org}/repos", Need.Metadata, ListOfOwner);
        routes.Get("/users/{org}/repos", Need.Metadata, ListOfOwner);
        routes.Get("/orgs/{org}/properties/schema", Need.Read("organization_custom_properties"), PropertySchema);
        routes.Get("/orgs/{org}/properties/values", Need.Read("organization_custom_properties"), PropertyValues);
    }

    private static Answer Update(RepositoryCall call)
    {
        var repository = call.Repository;
        if (call.Call.TryBody("name", out string? name) && RepositoryWriter.Rename(call, name) is { } refusal)
            return Answer.Invalid("Repository creation failed.", Answer.Documentation, new { Resource = "Repository", Code = "custom", Field = "name", Message = refusal });
        if (call.Call.TryBody("archived", out JsonElement archived))
            RepositoryWriter.Archive(call, archived.ValueKind is JsonValueKind.True);
        if (call.Call.TryBody("description", out string? description))
            RepositoryWriter.Describe(call, description);
        return Answer.Ok(RepositoryJson.Of(repository, call.Call));
    }

    private static Answer Delete(RepositoryCall call)
    {
        RepositoryWriter.Delete(call);
        return Answer.NoContent();
    }

    private static Answer Transfer(RepositoryCall call)
    {
        if (!call.Call.TryBody("new_owner", out string? login))
            return Answer.Invalid("Invalid request.\n\n\"new_owner\" wasn't supplied.");
        call.Call.TryBody("new_name", out string? name);
        if (call.Simulator.AccountNamed(login) is not { } owner)
            return Answer.Invalid("Validation Failed", Answer.Documentation, new { Resource = "Repository", Code = "custom", Message = "The new owner does not exist" });
        return RepositoryWriter.Transfer(call, owner, name) is { } refusal
            ? Answer.Invalid("Validation Failed", Answer.Documentation, new { Resource = "Repository", Code = "custom", Message = refusal })
            : Answer.Accepted(RepositoryJson.Of(call.Repository, call.Call));
    }

    private static Answer PutTopics(RepositoryCall call)
    {
        if (!call.Call.TryBody("names", out JsonElement names) || names.ValueKind is not JsonValueKind.Array)
            return Answer.Invalid("Invalid request.\n\n\"names\" wasn't supplied.");
        RepositoryWriter.SetTopics(call, [.. names.EnumerateArray().Select(name => name.ToString())]);
        return Answer.Ok(new { Names = call.Repository.Topics });
    }

    private static Answer Languages(RepositoryCall call) => Answer.Ok(
        call.Repository.Language is { } language ? new Dictionary<string, long> { [language] = call.Repository.SizeKilobytes * 1_024 } : []);

    private static Answer ListOfOwner(Call call)
    {
        var repositories = call.Simulator.Repositories.All
            .Where(repository => repository.Owner.Login.Equals(call.Route("org"), StringComparison.OrdinalIgnoreCase))
            .OrderBy(repository => repository.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (repositories.Count is 0)
            return Answer.NotFound();
        return call.Page([.. repositories.Where(repository => RepositoryRoutes.IsVisible(call.Caller, repository))],
            repository => RepositoryJson.Of(repository, call));
    }

    private static Answer PropertySchema(Call call)
    {
        var names = Of(call).SelectMany(repository => repository.CustomProperties.Keys).Distinct().Order(StringComparer.Ordinal);
        return Answer.Ok(names.Select(name => new
        {
            PropertyName = name,
            Url = $"{call.Urls.Api}/orgs/{call.Route("org")}/properties/schema/{name}",
            SourceType = "organization",
            ValueType = "string",
            Required = false,
            DefaultValue = (string?)null,
            Description = (string?)null,
            AllowedValues = (object?)null,
            ValuesEditableBy = "org_actors",
        }));
    }

    private static Answer PropertyValues(Call call) => call.Page([.. Of(call)], repository => new
    {
        RepositoryId = repository.Id,
        RepositoryName = repository.Name,
        RepositoryFullName = repository.FullName,
        Properties = Properties(repository),
    });

    private static IEnumerable<Repository> Of(Call call) =>
        call.Caller.Token is { } token && token.Installation.Account.Login.Equals(call.Route("org"), StringComparison.OrdinalIgnoreCase)
            ? call.Simulator.Repositories.Of(token.Installation.Account).Where(token.Covers)
            : [];

    private static IEnumerable<object> Properties(Repository repository) =>
        repository.CustomProperties.OrderBy(property => property.Key, StringComparer.Ordinal)
            .Select(property => new { PropertyName = property.Key, property.Value });
}
