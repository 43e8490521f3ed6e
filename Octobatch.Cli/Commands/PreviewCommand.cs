using System.CommandLine;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Runs;
using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch preview FILE</c>: the campaign gets this spec, and a preview of it starts.</summary>
internal static class PreviewCommand
{
    public static Verb Create()
    {
        var file = SpecFile.Argument();
        var watch = RunWatch.Option("Wait for the preview's end and show its result");
        var verb = new Verb(
            "preview", "Create a campaign or give it a new spec, and preview every diff; nothing is written to GitHub",
            "octobatch preview campaign.yaml --watch",
            "octobatch preview campaign.yaml --watch --json | jq .summary")
        {
            file,
            watch,
        };
        return verb.Runs((session, cancellation) => RunAsync(session, session.Get(file)!, session.Get(watch), cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, string path, bool watch, CancellationToken cancellation)
    {
        var file = await SpecFile.ReadAsync(session, path, cancellation);
        var name = await SpecProblems.ExplainingAsync(session, file, () => SaveAsync(session, file, cancellation));
        return await StartRun.Async(session, name, new NewRun("preview"), watch, cancellation);
    }

    /// <returns>The campaign's name.</returns>
    private static async Task<string> SaveAsync(Session session, SpecFile file, CancellationToken cancellation)
    {
        var normalised = await session.Client.PostAsync("api/campaigns/validate", file.ToContent(), cancellation);
        var name = normalised.Read(ApiJson.Default.JsonElement).GetProperty("name").GetString()!;
        if (await FindAsync(session, name, cancellation) is not { } known)
        {
            await session.Client.PostAsync("api/campaigns", file.ToContent(), cancellation);
            session.Terminal.Say($"Campaign {name} is new.");
            return name;
        }

        var saved = await session.Client.SendAsync(HttpMethod.Put, Names.PathOf(name), file.ToContent(), known.ETag, cancellation);
        var version = saved.Read(ApiJson.Default.SpecVersion).Version;
        session.Terminal.Say(version == known.Read(ApiJson.Default.Campaign).SpecVersion
            ? $"The spec of {name} is unchanged: version {version}."
            : $"The spec of {name} is now version {version}.");
        return name;
    }

    private static async Task<ApiAnswer?> FindAsync(Session session, string name, CancellationToken cancellation)
    {
        try
        {
            return await session.Client.GetAsync(Names.PathOf(name), cancellation);
        }
        catch (ApiException e) when (e.Problem?.Code == "campaign_not_found")
        {
            return null;
        }
    }
}
