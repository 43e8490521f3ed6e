using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Limits;

/// <summary>What a request took from its limits; the default value took nothing, because limits are off.</summary>
internal struct Taken
{
    private readonly Budget? budget;
    private readonly DateTimeOffset at;
    private readonly int cost;
    private BudgetState state;

    public Taken(Budget budget, BudgetState state, int cost, DateTimeOffset at, Answer? refusal)
    {
        this.budget = budget;
        this.state = state;
        this.cost = cost;
        this.at = at;
        Refusal = refusal;
    }

    /// <summary>Why the request is refused, if it is.</summary>
    public Answer? Refusal { get; }

    /// <summary>Returns what was taken.</summary>
    public void GiveBack()
    {
        if (budget is not null && cost > 0)
            state = budget.GiveBack(at, cost);
    }

    public readonly void WriteTo(IHeaderDictionary headers)
    {
        if (budget is null)
            return;
        headers["X-RateLimit-Limit"] = state.Limit.ToString();
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString();
        headers["X-RateLimit-Used"] = state.Used.ToString();
        headers["X-RateLimit-Reset"] = state.Reset.ToString();
        headers["X-RateLimit-Resource"] = state.Resource;
    }
}
