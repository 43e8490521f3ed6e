using Microsoft.Extensions.Logging;

namespace Octobatch.ServiceDefaults.Logging;

/// <summary>Stands before every log provider, so that no secret reaches any of them: console, OTLP or a test's.</summary>
internal sealed class RedactingLoggerFactory(ILoggerFactory inner, SecretRedactor redactor) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new RedactingLogger(inner.CreateLogger(categoryName), redactor);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    public void Dispose() => inner.Dispose();
}
