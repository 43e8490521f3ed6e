using Xunit;

namespace Octobatch.Tests.GitHubSimulator.Fidelity;

/// <summary>Judges what our own client asked of a simulator, and what it was answered, by GitHub's own descriptions of its REST API.</summary>
internal static class ClientFidelity
{
    private static readonly string[] Which = ["api.github.com", "ghes-3.19"];
    private static readonly Lazy<Task<IReadOnlyList<OpenApi>>> Descriptions = new(LoadAsync);
    private static int judgedInAll;

    /// <summary>Fails with everything that GitHub does not describe, and prints how many requests and answers were judged.</summary>
    public static async Task JudgeAsync(ExchangeLog log)
    {
        // GraphQL has a schema of its own, which is compared in GraphQlSchemaTests; a 5xx is a fault on demand, and so nobody's description.
        var exchanges = log.Exchanges.Where(exchange => !exchange.Path.EndsWith("/graphql", StringComparison.Ordinal) && exchange.Status < 500).ToList();
        var descriptions = await Descriptions.Value;
        if (exchanges.Count == 0 || descriptions.Count == 0)
            return;
        var problems = descriptions.Zip(Which).SelectMany(api => exchanges.SelectMany(api.First.Judge).Select(problem => $"{api.Second}: {problem}")).Distinct().ToList();
        var all = Interlocked.Add(ref judgedInAll, exchanges.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{exchanges.Count} requests of the client and their answers validated against {string.Join(" and ", Which)}, {all} in all tests so far.");
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    private static async Task<IReadOnlyList<OpenApi>> LoadAsync()
    {
        var npm = new NpmPackages();
        await npm.InitializeAsync();
        if (!npm.AreThere)
            return [];
        var loaded = new List<OpenApi>();
        foreach (var which in Which)
            loaded.Add(await OpenApi.LoadAsync(npm.PathOf($"@octokit/openapi/generated/{which}.json")));
        return loaded;
    }
}
