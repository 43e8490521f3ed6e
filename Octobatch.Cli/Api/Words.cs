using System.Net;

namespace Octobatch.Cli.Api;

/// <summary>Problem details in words, with what to do in this program's commands where the API speaks of calls.</summary>
internal static class Words
{
    public static string Of(HttpStatusCode status, ApiProblem problem, TimeSpan? retryAfter)
    {
        var title = problem.Title ?? $"status {(int)status}";
        var text = (Advice(status, problem.Code) ?? problem.Detail) is { } advice ? $"{title}. {advice}" : title;
        if (retryAfter is { } wait)
            text += $" (Octobatch asks to wait {wait.TotalSeconds:0} s.)";
        return status >= HttpStatusCode.InternalServerError && problem.TraceId is { } trace ? $"{text} (trace id {trace})" : text;
    }

    private static string? Advice(HttpStatusCode status, string? code) => code switch
    {
        // No service has refused it: there is no such call.
        null when status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => "This Octobatch does not have that yet; its version and this program's differ.",
        "not_authenticated" => "The key is missing, wrong or revoked: run `octobatch login`, or set OCTOBATCH_KEY.",
        "forbidden" => "Ask an admin for a key with a higher role (`octobatch keys create`).",
        "campaign_not_found" => "`octobatch status` lists the campaigns there are.",
        "campaign_closed" => "A closed campaign takes no new spec and no new run: start another one under a new name.",
        "run_active" => "Wait for its end (`octobatch status NAME --watch`), or end it (`octobatch cancel NAME`).",
        "campaign_exists" => "Somebody has just created it: run the command again to give it a new version.",
        "no_preview" => "`octobatch preview FILE --watch` makes a preview of the current spec; look at it with `octobatch diff NAME --grouped`.",
        "preview_not_completed" => "Wait for its end (`octobatch status NAME --watch`), or run another (`octobatch preview FILE --watch`).",
        "preview_expired" or "artifact_deleted" or "targets_deleted" => "`octobatch preview FILE --watch` computes it again.",
        "no_patch" => "There is one once a preview has computed it; `octobatch targets NAME` says what it made of each repository.",
        "changeset_not_found" => "`octobatch targets NAME` lists the repositories that the campaign considered.",
        "diff_not_found" => "`octobatch diff NAME --grouped` shows those of the latest preview.",
        "run_not_found" => "`octobatch status NAME` shows the latest.",
        "key_not_found" => "`octobatch keys list` lists those there are.",
        "version_differs" => "Somebody changed it meanwhile: look at `octobatch status NAME`, and run the command again if your change still holds.",
        _ => null,
    };
}
