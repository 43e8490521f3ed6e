using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Users;

/// <summary>Signing in with the App: where the browser goes, and where the code is exchanged. Neither is a part of the REST API.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/login/oauth/authorize", Authorize);
        endpoints.MapPost("/login/oauth/access_token", ExchangeAsync);
    }

    // GitHub takes `login` for a suggestion and asks still. Here it is the answer, so that no person has to be there.
    private static IResult Authorize(
        HttpContext http, Simulator simulator, string? client_id, string? redirect_uri, string? state, string? login, string? code_challenge, string? code_challenge_method)
    {
        if (client_id != simulator.App.ClientId)
            return Results.NotFound();
        if (redirect_uri is null || !Uri.TryCreate(redirect_uri, UriKind.Absolute, out _) || (code_challenge is not null && code_challenge_method is not "S256"))
            return Results.BadRequest();
        if (login is null)
            return Results.Content(Page(http, simulator), "text/html; charset=utf-8");
        if (simulator.PersonNamed(login) is not { IsBot: false } person)
            return Results.NotFound();
        var code = simulator.Authorizations.Agree(person, redirect_uri, code_challenge);
        return Results.Redirect(QueryHelpers.AddQueryString(redirect_uri, new Dictionary<string, string?> { ["code"] = code, ["state"] = state }));
    }

    private static async Task<IResult> ExchangeAsync(HttpRequest request, Simulator simulator)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;
        var (token, error) = simulator.Authorizations.Exchange(Text("client_id") ?? "", Text("client_secret") ?? "", Text("code") ?? "", Text("code_verifier"), Text("redirect_uri"));
        // A refusal is a 200 too.
        var answer = error is null
            ? new Dictionary<string, string?> { ["access_token"] = token, ["scope"] = "", ["token_type"] = "bearer" }
            : new() { ["error"] = error, ["error_description"] = Describe(error) };
        return request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal)
            ? Results.Json(answer)
            : Results.Content(QueryHelpers.AddQueryString("", answer).TrimStart('?'), "application/x-www-form-urlencoded; charset=utf-8");

        string? Text(string name) => form.TryGetValue(name, out var value) ? value.ToString() : request.Query[name] is [{ } given, ..] ? given : null;
    }

    private static string Describe(string error) => error switch
    {
        "incorrect_client_credentials" => "The client_id and/or client_secret passed are incorrect.",
        "redirect_uri_mismatch" => "The redirect_uri MUST match the registered callback URL for this application.",
        _ => "The code passed is incorrect or expired.",
    };

    private static string Page(HttpContext http, Simulator simulator)
    {
        IEnumerable<Owner> people = [.. simulator.Persons, simulator.Admin, simulator.Stranger];
        var links = people.Select(person => $"""<li><a href="{WebUtility.HtmlEncode($"{http.Request.Path}{http.Request.QueryString}&login={person.Login}")}">{person.Login}</a></li>""");
        return $"""
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Sign in · simulated GitHub</title>
            <body><h1>Sign in to Octobatch as</h1><ul>{string.Concat(links)}</ul></body></html>
            """;
    }
}
