using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Http;
using Octobatch.ServiceDefaults.ServiceAuth;

namespace Octobatch.Gateway.Proxy;

/// <summary>What the gateway forwards: under the same path, to which service, for whom.</summary>
internal static class Routes
{
    private static readonly string[] Paging = ["after", "limit"];

    private static readonly Route[] Table =
    [
        new("GET", "/tokens/installations/{id}", OctobatchService.Token, CallerRole.Admin, "Get an installation's token"),
        new("POST", "/tokens/installations/{id}", OctobatchService.Token, CallerRole.Admin, "Get an installation's token that can do less"),
        new("POST", "/api/selections/resolve", OctobatchService.Selection, CallerRole.Viewer, "Resolve a selection to targets with reasons"),
        new("GET", "/api/repositories", OctobatchService.Selection, CallerRole.Viewer, "List the repositories that a query takes"),
        new("GET", "/api/inventory", OctobatchService.Selection, CallerRole.Viewer, "Show how fresh the inventory is"),
        new("POST", "/api/inventory/sync", OctobatchService.Selection, CallerRole.Operator, "Bring the inventory up to date now"),
        new("GET", "/api/installations", OctobatchService.Selection, CallerRole.Viewer, "List where the GitHub App is installed, with budgets and what is left of them")
            { Query = Paging, IsMerged = true },
        new("POST", "/api/campaigns", OctobatchService.Campaign, CallerRole.Operator, "Create a campaign from its spec", BodyLimit.Spec),
        new("PUT", "/api/campaigns/{name}", OctobatchService.Campaign, CallerRole.Operator, "Give a campaign a new version of its spec", BodyLimit.Spec),
        new("POST", "/api/campaigns/validate", OctobatchService.Campaign, CallerRole.Viewer, "Validate a spec and get its normalised form", BodyLimit.Spec),
        new("GET", "/api/campaigns", OctobatchService.Campaign, CallerRole.Viewer, "List the campaigns"),
        new("GET", "/api/campaigns/{name}", OctobatchService.Campaign, CallerRole.Viewer, "Show a campaign"),
        new("GET", "/api/campaigns/{name}/spec", OctobatchService.Campaign, CallerRole.Viewer, "Get a version of a campaign's spec"),
        new("POST", "/api/campaigns/{name}/close", OctobatchService.Campaign, CallerRole.Operator, "Close a campaign; its pull requests stay, or are closed"),
        new("POST", "/api/campaigns/{name}/runs", OctobatchService.Campaign, CallerRole.Operator, "Start a run of a campaign"),
        new("GET", "/api/campaigns/{name}/runs", OctobatchService.Campaign, CallerRole.Viewer, "List a campaign's runs, newest first"),
        new("GET", "/api/campaigns/{name}/runs/{number}", OctobatchService.Campaign, CallerRole.Viewer, "Show a run and how far it is"),
        new("POST", "/api/campaigns/{name}/runs/{number}/pause", OctobatchService.Campaign, CallerRole.Operator, "Pause a run"),
        new("POST", "/api/campaigns/{name}/runs/{number}/resume", OctobatchService.Campaign, CallerRole.Operator, "Resume a paused run"),
        new("POST", "/api/campaigns/{name}/runs/{number}/cancel", OctobatchService.Campaign, CallerRole.Operator, "Cancel a run"),
        new("GET", "/api/kill-switch", OctobatchService.Campaign, CallerRole.Viewer, "Show whether anything may be written to GitHub"),
        new("PUT", "/api/kill-switch", OctobatchService.Campaign, CallerRole.Admin, "Stop, or allow again, everything that is written to GitHub"),
        new("GET", "/api/campaigns/{name}/targets", OctobatchService.Campaign, CallerRole.Viewer, "List which repositories a run considered, and why they are in or out")
            { Query = ["included", "run", "reason_code", "q", .. Paging] },
        new("GET", "/api/campaigns/{name}/changesets", OctobatchService.Campaign, CallerRole.Viewer, "List a campaign's changesets")
            { Query = ["state", "checks", "review", "owner", "q", "patch_hash", .. Paging] },
        new("POST", "/api/campaigns/{name}/changesets/retry", OctobatchService.Campaign, CallerRole.Operator, "Try changesets again: those named, or all in a state"),
        new("POST", "/api/campaigns/{name}/changesets/close", OctobatchService.Campaign, CallerRole.Operator, "Close pull requests and delete their branches"),
        new("POST", "/api/campaigns/{name}/changesets/rebase", OctobatchService.Campaign, CallerRole.Operator, "Make changes anew on the base branches as they are now"),
        new("POST", "/api/campaigns/{name}/changesets/merge", OctobatchService.Campaign, CallerRole.Operator, "Merge pull requests, as far as checks, reviews and rules allow"),
        new("POST", "/api/campaigns/{name}/changesets/update-text", OctobatchService.Campaign, CallerRole.Operator, "Give pull requests the campaign's title and body"),
        new("GET", "/api/campaigns/{name}/changesets/{owner}/{repo}", OctobatchService.Campaign, CallerRole.Viewer, "Show a changeset"),
        new("GET", "/api/campaigns/{name}/changesets/{owner}/{repo}/patch", OctobatchService.Campaign, CallerRole.Viewer, "Get a changeset's patch, as git apply takes it")
            { Returns = "text/x-diff" },
        new("GET", "/api/campaigns/{name}/changesets/{owner}/{repo}/log", OctobatchService.Campaign, CallerRole.Viewer, "Get what a changeset's steps said")
            { Returns = "text/plain" },
        new("GET", "/api/campaigns/{name}/changesets/{owner}/{repo}/timeline", OctobatchService.Campaign, CallerRole.Viewer, "List what happened to a changeset, oldest first")
            { Query = Paging },
        new("GET", "/api/campaigns/{name}/diffs", OctobatchService.Campaign, CallerRole.Viewer, "List a preview's identical patches in groups, the largest first")
            { Query = ["run", .. Paging] },
        new("GET", "/api/campaigns/{name}/diffs/{patch_hash}", OctobatchService.Campaign, CallerRole.Viewer, "Get the patch of one repository of a group")
            { Returns = "text/x-diff", Query = ["run"] },
        new("GET", "/api/campaigns/{name}/events", OctobatchService.Campaign, CallerRole.Viewer, "Follow a campaign's progress as server-sent events")
            { Returns = "text/event-stream", NeverEnds = true },
        new("GET", "/api/campaigns/{name}/report", OctobatchService.Campaign, CallerRole.Viewer, "Get a campaign's burndown, times and what waits for what; as CSV a line a changeset")
            { Query = ["format"] },
        new("POST", "/api/previews", OctobatchService.Campaign, CallerRole.Operator, "Preview a spec on up to 10 repositories without saving anything", BodyLimit.Spec),
    ];

    public static void MapForwardedRoutes(this IEndpointRouteBuilder app)
    {
        foreach (var route in Table.Where(route => !route.IsMerged))
        {
            var endpoint = app.MapMethods(route.Path, [route.Method], (HttpContext context, Forwarder forwarder) => forwarder.ForwardAsync(context, route.Service, route.NeverEnds))
                .RequireRole(route.Role)
                .WithSummary(route.Summary).WithTags(route.Service.Name)
                .WithMetadata(new ForwardedAnswer(route.Query, route.Returns))
                .Produces(StatusCodes.Status200OK)
                .ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
            if (route.LargestBody is { } bytes)
                endpoint.WithMetadata(new BodyLimit(bytes));
        }
    }

    /// <summary>The route that a call takes, or null. Of several the one with the most literal words counts, as in ASP.NET's routing.</summary>
    public static Route? Find(string method, string path) =>
        Table.Where(route => route.Method == method && route.Matches(path)).MaxBy(route => route.Words.Count(word => word[0] != '{'));

    /// <param name="Role">The least role that may call it.</param>
    /// <param name="LargestBody">In bytes, where it is not what every endpoint takes.</param>
    internal sealed record Route(string Method, string Path, OctobatchService Service, CallerRole Role, string Summary, long? LargestBody = null)
    {
        /// <summary>The media type of the answer when all is well.</summary>
        public string Returns { get; init; } = "application/json";

        /// <summary>The parameters that its query string may have, for the description.</summary>
        public IReadOnlyList<string> Query { get; init; } = [];

        /// <summary>The gateway answers it itself, from more than this service: Installations/.</summary>
        public bool IsMerged { get; init; }

        /// <summary>The answer goes on until the caller goes, or this process stops.</summary>
        public bool NeverEnds { get; init; }

        public string[] Words { get; } = Path.Split('/', StringSplitOptions.RemoveEmptyEntries);

        public bool Matches(string path)
        {
            var words = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return words.Length == Words.Length && !Words.Where((word, i) => word[0] != '{' && word != words[i]).Any();
        }
    }
}
