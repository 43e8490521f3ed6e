using Microsoft.Extensions.Logging;

namespace Octobatch.ServiceDefaults.Logging;

/// <summary>
/// Passes entries on as they are when they hold no secret; else with the message, its values and the exception rewritten.
/// </summary>
internal sealed class RedactingLogger(ILogger inner, SecretRedactor redactor) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!inner.IsEnabled(logLevel))
            return;
        var message = formatter(state, exception);
        var clean = redactor.Redact(message);
        var cleanException = Clean(exception);
        if (ReferenceEquals(clean, message) && ReferenceEquals(cleanException, exception) && !HoldsSecret(state))
            inner.Log(logLevel, eventId, state, exception, formatter);
        else
            inner.Log(logLevel, eventId, Clean(state), cleanException, (_, _) => clean);
    }

    private bool HoldsSecret<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(v => !ReferenceEquals(Clean(v.Value), v.Value));

    private List<KeyValuePair<string, object?>> Clean<TState>(TState state) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values
            ? [.. values.Select(v => KeyValuePair.Create(v.Key, Clean(v.Value)))]
            : [];

    private object? Clean(object? value) => value is string text ? redactor.Redact(text) : value;

    private Exception? Clean(Exception? exception)
    {
        if (exception is null)
            return null;
        var text = exception.ToString();
        var clean = redactor.Redact(text);
        return ReferenceEquals(clean, text) ? exception : new RedactedException(redactor.Redact(exception.Message), clean);
    }

    /// <summary>Stands for an exception whose text held a secret.</summary>
    private sealed class RedactedException(string message, string text) : Exception(message)
    {
        public override string ToString() => text;
    }
}
