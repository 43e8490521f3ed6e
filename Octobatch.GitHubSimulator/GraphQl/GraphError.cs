using GraphQL;

namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>An error of one field, with GitHub's <c>type</c> beside the message.</summary>
internal sealed class GraphError(string type, string message) : ExecutionError(message)
{
    public string Type => type;

    public static GraphError NotFound(string message) => new("NOT_FOUND", message);

    public static GraphError NoNode(string id) => NotFound($"Could not resolve to a node with the global id of '{id}'");

    public static GraphError Forbidden() => new("FORBIDDEN", "Resource not accessible by integration");

    public static GraphError Unprocessable(string message) => new("UNPROCESSABLE", message);
}
