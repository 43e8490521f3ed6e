using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Octobatch.Tests.GitHub;

namespace Octobatch.Benchmarks.Processes;

/// <summary>A fast clock that this process and those that it starts have in common.</summary>
/// <param name="Factor">How many seconds of it pass in one.</param>
internal sealed record SharedClock(DateTimeOffset Epoch, int Factor)
{
    private const string Variable = "OCTOBATCH_BENCHMARK_CLOCK";

    public TimeProvider Time { get; } = new ScaledClock(Epoch, Factor);

    /// <summary>For <see cref="MeasuredProcess"/>.</summary>
    public KeyValuePair<string, string> Setting => new(Variable, string.Create(CultureInfo.InvariantCulture, $"{Epoch.UtcTicks}:{Factor}"));

    /// <summary>In such a process: registers the clock, where it was given one.</summary>
    public static void AddTo(IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':') is [var ticks, var factor])
            services.AddSingleton(new SharedClock(new(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero), int.Parse(factor, CultureInfo.InvariantCulture)).Time);
    }
}
