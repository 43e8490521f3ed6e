namespace Octobatch.Benchmarks.Load;

/// <summary>What was measured, several times.</summary>
internal sealed class Sample(IEnumerable<double> values)
{
    private readonly List<double> sorted = [.. values.Order()];

    public double Least => sorted[0];

    public double Median => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;

    /// <summary>What this share of the values does not exceed.</summary>
    public double Within(double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    public static double MedianOf(IEnumerable<double> values) => new Sample(values).Median;
}
