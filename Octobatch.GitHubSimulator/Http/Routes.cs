namespace Octobatch.GitHubSimulator.Http;

/// <summary>Answers a request that may.</summary>
internal delegate ValueTask<Answer> Handler(Call call);

/// <summary>The route table: method, path, what the caller needs, handler.</summary>
internal sealed class Routes(IEndpointRouteBuilder endpoints, Pipeline pipeline)
{
    public void Get(string path, Need need, Func<Call, Answer> handler) => Map("GET", path, need, handler);

    public void Post(string path, Need need, Func<Call, Answer> handler) => Map("POST", path, need, handler);

    public void Put(string path, Need need, Func<Call, Answer> handler) => Map("PUT", path, need, handler);

    public void Patch(string path, Need need, Func<Call, Answer> handler) => Map("PATCH", path, need, handler);

    public void Delete(string path, Need need, Func<Call, Answer> handler) => Map("DELETE", path, need, handler);

    public void Map(string method, string path, Need need, Func<Call, Answer> handler) =>
        Map(method, path, need, call => ValueTask.FromResult(handler(call)));

    public void Map(string method, string path, Need need, Handler handler) =>
        endpoints.MapMethods(path, [method], http => pipeline.RunAsync(http, path, need, handler));

    /// <summary>What no other route takes is not found, as GitHub says it.</summary>
    public void Rest() =>
        endpoints.MapFallback(http => pipeline.RunAsync(http, "(none)", Need.Nothing, _ => ValueTask.FromResult(Answer.NotFound())));
}
