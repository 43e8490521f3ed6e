namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>OpenTelemetry is exported over OTLP when an endpoint is set; its other <c>OTEL_*</c> variables work as usual.</summary>
public sealed class TelemetrySettings : ISettings
{
    [Setting("OTEL_EXPORTER_OTLP_ENDPOINT")]
    public Uri? OtlpEndpoint { get; init; }
}
