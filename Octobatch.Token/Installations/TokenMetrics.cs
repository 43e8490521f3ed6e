using System.Diagnostics.Metrics;

namespace Octobatch.Tokens.Installations;

/// <summary>What the meter <c>Octobatch.Token</c> counts.</summary>
internal sealed class TokenMetrics
{
    public const string MeterName = "Octobatch.Token";
    private readonly Counter<long> minted;
    private readonly Counter<long> served;
    private readonly Counter<long> adopted;
    private readonly Counter<long> refused;
    private readonly Histogram<double> duration;

    public TokenMetrics(IMeterFactory meters, TokenCache cache)
    {
        var meter = meters.Create(MeterName);
        minted = meter.CreateCounter<long>("octobatch.token.minted", "{token}", "Tokens that GitHub made for this replica");
        served = meter.CreateCounter<long>("octobatch.token.served_from_cache", "{request}", "Requests answered from this replica's memory");
        adopted = meter.CreateCounter<long>("octobatch.token.adopted", "{token}", "Tokens taken over from another replica through Redis");
        refused = meter.CreateCounter<long>("octobatch.token.refused", "{request}", "Requests that got no token, by reason");
        duration = meter.CreateHistogram<double>("octobatch.token.mint.duration", "s", "How long GitHub took to make or refuse a token");
        meter.CreateObservableUpDownCounter("octobatch.token.cached", () => cache.Count, "{token}", "Tokens in this replica's memory");
    }

    public void Served() => served.Add(1);

    public void Adopted() => adopted.Add(1);

    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="result"><c>minted</c> or the reason of the refusal.</param>
    public void Asked(TimeSpan took, string result)
    {
        duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("result", result));
        if (result == "minted")
            minted.Add(1);
    }
}
