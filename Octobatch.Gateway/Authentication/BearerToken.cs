namespace Octobatch.Gateway.Authentication;

internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>What stands after <c>Bearer</c> in the request's Authorization header, or null.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && header[Scheme.Length..].Trim() is { Length: > 0 } token
            ? token
            : null;
}
