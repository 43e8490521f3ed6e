namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch schema</c>: by which the Octobatch at hand checks specs, so it asks that one.</summary>
internal static class SchemaCommand
{
    public static Verb Create() => new Verb(
        "schema", "Print the JSON Schema of specs, for editors",
        "octobatch schema > campaign.schema.json",
        "octobatch schema | jq '.properties | keys'").Runs(async (session, cancellation) =>
    {
        var answer = await session.Client.GetAsync("schemas/campaign.v1.json", cancellation);
        session.Terminal.Write(answer.Text);
        return ExitCode.Ok;
    });
}
