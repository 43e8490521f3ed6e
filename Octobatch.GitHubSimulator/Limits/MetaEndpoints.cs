using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.Limits;

/// <summary>What GitHub tells about itself and about a caller's limits.</summary>
internal static class MetaEndpoints
{
    public static void Map(Routes routes)
    {
        routes.Get("/meta", Need.Nothing, Meta);
        routes.Get("/zen", Need.Nothing, _ => new Answer { Status = 200, Bytes = "Practicality beats purity."u8.ToArray(), ContentType = "text/plain;charset=utf-8" });
        routes.Get("/rate_limit", Need.Nothing, RateLimit);
    }

    private static Answer Meta(Call call)
    {
        string[] here = ["127.0.0.1/32", "::1/128"];
        return Answer.Ok(new
        {
            VerifiablePasswordAuthentication = false,
            Hooks = here,
            Web = here,
            Api = here,
            Git = here,
        });
    }

    private static Answer RateLimit(Call call)
    {
        if (call.Simulator.Limits.Show(call.Caller, call.Http.Request) is not { } budgets)
            return Answer.Refused(404, "Rate limiting is not enabled.");
        var core = budgets.Core.Look(call.Now).Json();
        return Answer.Ok(new
        {
            Resources = new
            {
                Core = core,
                Search = budgets.Search.Look(call.Now).Json(),
                Graphql = budgets.GraphQl.Look(call.Now).Json(),
                CodeSearch = budgets.CodeSearch.Look(call.Now).Json(),
            },
            Rate = core,
        });
    }
}
