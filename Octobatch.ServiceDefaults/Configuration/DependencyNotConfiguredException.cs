namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Something was asked of a dependency whose setting is missing or unusable. The message names the variable; callers see 503.</summary>
public sealed class DependencyNotConfiguredException(string message) : Exception(message);
