using System.Net;

namespace Octobatch.Cli.Api;

/// <summary>Problem details in words, with what to do in this program's commands where the API speaks of calls.</summary>
internal static class Words
{
    public static string Of(HttpStatusCode status, ApiProblem problem, TimeSpan? retryAfter)
    {
        var title = problem.Title ?? $"status {(int)status}";
        var text = Advice(problem.Code) is { } advice ? $"{title}. {advice}" : problem.Detail is { } detail ? $"{title}. {detail}" : title;
        if (retryAfter is { } wait)
            text += $" (Octobatch asks to wait {wait.TotalSeconds:0} s.)";
        return status >= HttpStatusCode.InternalServerError && problem.TraceId is { } trace ? $"{text} (trace id {trace})" : text;
    }

    private static string? Advice(string? code) => code switch
    {
        "not_authenticated" => "The key is missing, wrong or revoked: run `octobatch login`, or set OCTOBATCH_KEY.",
        "forbidden" => "Ask an admin for a key with a higher role (`octobatch keys create`).",
        "campaign_not_found" => "`octobatch status` lists the campaigns there are.",
        "campaign_closed" => "A closed campaign takes no new spec and no new run: start another one under a new name.",
        "run_active" => "Wait for its end (`octobatch status NAME --watch`), or end it (`octobatch cancel NAME`).",
        "run_not_found" => "`octobatch status NAME` shows the latest.",
        "key_not_found" => "`octobatch keys list` lists those there are.",
        "version_differs" => "Somebody changed it meanwhile: look at `octobatch status NAME`, and run the command again if your change still holds.",
        _ => null,
    };
}
