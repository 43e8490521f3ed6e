using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Sessions;

/// <summary>Who a session or a sign-in link stands for.</summary>
/// <param name="Subject"><c>key:ID</c> or <c>user:LOGIN</c>.</param>
/// <param name="KeySha256">Of the API key that proved it, with which it ends; null when something else did.</param>
internal sealed record SignedIn(string Subject, CallerRole Role, byte[]? KeySha256);
