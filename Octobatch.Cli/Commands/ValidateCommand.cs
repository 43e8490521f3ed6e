using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch validate FILE</c></summary>
internal static class ValidateCommand
{
    public static Verb Create()
    {
        var file = SpecFile.Argument();
        var verb = new Verb(
            "validate", "Check a spec; every error with its line",
            "octobatch validate campaign.yaml",
            "octobatch validate campaign.yaml --json | jq .select    # the normalised form",
            "cat campaign.yaml | octobatch validate -")
        {
            file,
        };
        return verb.Runs((session, cancellation) => RunAsync(session, session.Get(file)!, cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, string path, CancellationToken cancellation)
    {
        var file = await SpecFile.ReadAsync(session, path, cancellation);
        var answer = await SpecProblems.ExplainingAsync(
            session, file, () => session.Client.PostAsync("api/campaigns/validate", file.ToContent(), cancellation));
        if (session.Json)
            session.Terminal.WriteLine(answer.Text);
        else
            session.Terminal.WriteLine($"{file.Name} is a valid spec.");
        return ExitCode.Ok;
    }
}
