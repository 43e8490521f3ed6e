using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Validation;
using NSwag;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>GitHub's description of its REST API, as a judge of requests and answers.</summary>
internal sealed partial class OpenApi
{
    private readonly List<(Regex Pattern, string Path, int Literals, OpenApiPathItem Item)> paths;
    private readonly JsonSchema basicError;

    private OpenApi(OpenApiDocument document)
    {
        basicError = document.Components.Schemas["basic-error"];
        paths =
        [
            .. document.Paths.Select(path => (Pattern(path.Key), path.Key, path.Key.Split('/').Count(part => part.Length > 0 && part[0] is not '{'), path.Value))
                .OrderByDescending(path => path.Item3),
        ];
    }

    public static async Task<OpenApi> LoadAsync(string path) => new(await OpenApiDocument.FromJsonAsync(await File.ReadAllTextAsync(path)));

    /// <summary>What is wrong with an exchange; nothing when GitHub could have had it.</summary>
    public IEnumerable<string> Judge(Exchange exchange)
    {
        // Where redirects after a rename lead is described by its name alone.
        var asked = ById().Replace(exchange.Path, "/repos/owner/repo");
        var found = paths.FirstOrDefault(path => path.Pattern.IsMatch(asked) && path.Item.ContainsKey(exchange.Method));
        if (found.Item is null)
            return [$"{exchange.Method} {exchange.Path} is not described"];
        var operation = found.Item[exchange.Method];
        return Request(exchange, operation).Concat(Response(exchange, operation)).Select(problem => $"{exchange.Method} {found.Path} {exchange.Status}: {problem}")
            .Where(problem => !Flaw().IsMatch(problem));
    }

    private static IEnumerable<string> Request(Exchange exchange, OpenApiOperation operation)
    {
        foreach (var name in exchange.Query.Where(name => !operation.ActualParameters.Any(parameter => parameter.Kind is OpenApiParameterKind.Query && parameter.Name == name)))
            yield return $"there is no query parameter {name}";
        var schema = operation.ActualRequestBody?.Content.TryGetValue("application/json", out var media) is true ? media.Schema : null;
        if (schema is not null && exchange.RequestBody is { Length: > 0 } body && exchange.Status < 400)
        {
            foreach (var error in schema.Validate(body, SchemaType.OpenApi3))
                yield return $"request: {error.Kind} {error.Path}";
        }
    }

    private IEnumerable<string> Response(Exchange exchange, OpenApiOperation operation)
    {
        if (!operation.ActualResponses.TryGetValue(exchange.Status.ToString(), out var response))
        {
            // GitHub describes few refusals for each operation, but they all have one form.
            // https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api says of all what 304 is.
            if (exchange.Status is 304)
                return exchange.ResponseBody.Length is 0 ? [] : ["a 304 has a body"];
            if (exchange.Status is not (401 or 403 or 404 or 409 or 422 or 307))
                return ["this status is not described"];
            return Validate(basicError, exchange.ResponseBody);
        }

        var schema = response.Content.TryGetValue("application/json", out var media) is true ? media.Schema : null;
        if (schema is null || exchange.ContentType is not "application/json")
        {
            if (exchange.Status >= 400 && exchange.ResponseBody.Length > 0)
                return Validate(basicError, exchange.ResponseBody);
            return exchange.ResponseBody.Length is 0 || response.Content.Count > 0 || exchange.Status is 301 or 302 ? [] : ["a body is not described"];
        }

        return Validate(schema, exchange.ResponseBody);
    }

    // What these lists are said to be and cannot be: an account that is a user and an enterprise at once, a label that must be described
    // although a single pull request's need not.
    [GeneratedRegex(@"\Aget (/app/installations 200: PropertyRequired #/\[[0-9]+\]\.account\.|/repos/\{owner\}/\{repo\}/pulls 200: StringExpected #/\[[0-9]+\]\.labels\[[0-9]+\]\.description)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Flaw();

    [GeneratedRegex(@"\A/repositories/[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex ById();

    private static IEnumerable<string> Validate(JsonSchema schema, string json) =>
        Leaves(schema.Validate(json, SchemaType.OpenApi3)).Select(error => $"{error.Kind} {error.Path}").Take(10);

    private static IEnumerable<ValidationError> Leaves(IEnumerable<ValidationError> errors) => errors.SelectMany(error =>
        error is ChildSchemaValidationError inner ? Leaves(inner.Errors.Values.SelectMany(each => each)) : [error]);

    private static Regex Pattern(string path) => new(
        $@"\A{Regex.Replace(Regex.Escape(path).Replace(@"\{", "{", StringComparison.Ordinal), @"\{(?<name>[^}/]+)\}", Hole, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))}\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    // These few go on over slashes.
    private static string Hole(Match match) => match.Groups["name"].Value is "ref" or "path" or "basehead" or "tree_sha" ? ".*" : "[^/]+";
}

/// <summary>A request and its answer.</summary>
internal sealed record Exchange(
    string Method, string Path, IReadOnlyList<string> Query, string? RequestBody, int Status, string? ContentType, string ResponseBody);
