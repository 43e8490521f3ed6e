using System.Diagnostics;
using Octobatch.ServiceDefaults.Logging;
using OpenTelemetry;

namespace Octobatch.ServiceDefaults.Telemetry;

/// <summary>Takes secrets out of a span's values before it is exported.</summary>
internal sealed class RedactingSpanProcessor(SecretRedactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = redactor.Redact(data.DisplayName);
        foreach (var (key, value) in data.TagObjects.ToArray())
        {
            if (value is string text && redactor.Redact(text) is var clean && !ReferenceEquals(clean, text))
                data.SetTag(key, clean);
        }

        if (data.StatusDescription is { } description)
            data.SetStatus(data.Status, redactor.Redact(description));
    }
}
