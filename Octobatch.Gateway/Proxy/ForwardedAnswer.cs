namespace Octobatch.Gateway.Proxy;

/// <summary>What the description says of a forwarded route: the service behind reads its query string and answers it, not the gateway.</summary>
/// <param name="Query">The parameters that its query string may have.</param>
/// <param name="MediaType">Of the answer when all is well.</param>
internal sealed record ForwardedAnswer(IReadOnlyList<string> Query, string MediaType);
