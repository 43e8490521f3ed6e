using Microsoft.Extensions.Logging;
using Octobatch.ServiceDefaults.Logging;
using Xunit;

namespace Octobatch.Tests.ServiceDefaults;

public sealed class RedactionTests
{
    private readonly SecretRedactor redactor = new();

    public static TheoryData<string> Secrets => new(
        "ghs_" + new string('a', 36),
        "ghs_1_" + new string('a', 20) + "." + new string('b', 400) + "." + new string('c', 80), // the form since April 2026
        "github_pat_" + new string('a', 60),
        "octo_" + new string('k', 43),
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEabc\ndef==\n-----END RSA PRIVATE KEY-----");

    [Theory]
    [MemberData(nameof(Secrets))]
    public void What_has_the_form_of_a_secret_is_replaced(string secret) =>
        Assert.Equal("before [redacted] after", redactor.Redact($"before {secret} after"));

    [Fact]
    public void A_password_in_a_URL_is_replaced_and_the_rest_stays() =>
        Assert.Equal("at postgresql://me:[redacted]@db:5432/x", redactor.Redact("at postgresql://me:hunter2@db:5432/x"));

    [Fact]
    public void A_configured_value_is_replaced_wherever_it_stands_and_its_password_alone_too()
    {
        redactor.Add(["postgresql://me:pass%21word@db/x", "first-key-of-two\nsecond-key-of-two"]);
        Assert.Equal("[redacted] [redacted] [redacted]", redactor.Redact("pass!word first-key-of-two second-key-of-two"));
    }

    [Fact]
    public void A_line_of_a_megabyte_is_searched_in_its_length_and_not_in_its_square()
    {
        var line = new string('x', 1_000_000);
        Assert.Equal($"{line}://me:[redacted]@db{line}", redactor.Redact($"{line}://me:hunter2@db{line}"));
    }

    [Fact]
    public void Ordinary_text_is_the_same_instance()
    {
        const string Text = "GET https://api.github.com/repos/acme/one answered 200";
        Assert.Same(Text, redactor.Redact(Text));
    }

    [Fact]
    public void No_log_provider_sees_a_secret_in_message_values_or_exception()
    {
        redactor.Add(["correct-horse-battery"]);
        var seen = new List<string>();
        using var inner = LoggerFactory.Create(logging => logging.AddProvider(new Recorder(seen)));
        var logger = new RedactingLogger(inner.CreateLogger("test"), redactor);

        logger.LogError(new InvalidOperationException("with correct-horse-battery"), "Sent {Secret} to {Host}", "correct-horse-battery", "db");

        Assert.Equal("Sent [redacted] to db", seen[0]);
        Assert.DoesNotContain(seen, s => s.Contains("correct-horse", StringComparison.Ordinal));
        Assert.Contains(seen, s => s == "Secret=[redacted]");
        Assert.Contains(seen, s => s.Contains("with [redacted]", StringComparison.Ordinal));
    }

    private sealed class Recorder(List<string> seen) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            seen.Add(formatter(state, exception));
            seen.AddRange(((IReadOnlyList<KeyValuePair<string, object?>>)state!).Select(v => $"{v.Key}={v.Value}"));
            seen.Add(exception?.ToString() ?? "");
        }

        public void Dispose()
        {
        }
    }
}
