using System.Net;

namespace Octobatch.Tests.GitHub;

/// <summary>A GitHub that gives the answers of a list, one after another, and keeps what it was asked.</summary>
internal sealed class ScriptedGitHub
{
    private readonly Queue<Func<HttpRequestMessage, HttpResponseMessage>> answers = new();

    public List<Asked> Requests { get; } = [];

    public ScriptedGitHub Then(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        answers.Enqueue(answer);
        return this;
    }

    public ScriptedGitHub Then(HttpStatusCode status, string json, params (string Name, string Value)[] headers) => Then(_ =>
    {
        var response = StubClients.Json(status, json);
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    });

    public ScriptedGitHub ThenThrow(Exception exception) => Then(_ => throw exception);

    public async Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        Requests.Add(new(
            request.Method.Method, request.RequestUri!, request.Headers.Authorization?.Parameter, request.Headers.ToString(),
            request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellation)));
        return answers.Count > 0 ? answers.Dequeue()(request) : throw new InvalidOperationException($"Nobody expects {request.Method} {request.RequestUri}");
    }

    public sealed record Asked(string Method, Uri Uri, string? Token, string Headers, string Body);
}
