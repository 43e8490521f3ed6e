namespace Octobatch.Benchmarks.Processes;

/// <summary>Keys of the measured services; known to everybody, and of no use anywhere else.</summary>
internal static class BenchmarkKeys
{
    public const string Service = "a-service-key-for-benchmarks-0123456789-0123456789";
    public const string Admin = "octo_a-key-for-benchmarks-0123456789";
}
