using System.CommandLine;
using System.Text;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Imports;
using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch import FILE</c>: another tool's file becomes a spec, and what could not be carried over is said.</summary>
internal static class ImportCommand
{
    public static Verb Create()
    {
        var file = new Argument<string>("FILE") { Description = "A Sourcegraph batch spec or a multi-gitter configuration; - reads it from standard input" };
        var run = new Option<string?>("--run") { Description = "The command, which multi-gitter's configuration does not have", HelpName = "COMMAND" };
        var image = new Option<string?>("--image") { Description = "The container image that the command runs in", HelpName = "IMAGE" };
        var output = new Option<string?>("--output") { Description = "The file to write; - for standard output. Default: NAME.yaml", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there" };
        var verb = new Verb(
            "import", "Turn a Sourcegraph batch spec or a multi-gitter configuration into a spec, and say what could not be carried over",
            "octobatch import batch-spec.yaml",
            "octobatch import multi-gitter.yaml --run 'make fmt' --image alpine:3 --output fmt.yaml")
        {
            file, run, image, output, force,
        };
        return verb.Runs(async (session, cancellation) =>
        {
            var source = await SpecFile.ReadAsync(session, session.Get(file)!, cancellation);
            var imported = Read(source, session.Get(run), session.Get(image));
            await WriteAsync(session, source.Name, imported, session.Get(output), session.Get(force), cancellation);
            return ExitCode.Ok;
        });
    }

    private static Imported Read(SpecFile source, string? command, string? image)
    {
        var map = YamlMap.Parse(source.Name, Encoding.UTF8.GetString(source.Bytes));
        if (SourcegraphImport.Recognises(map))
            return SourcegraphImport.Read(map);
        return MultiGitterImport.Recognises(map)
            ? MultiGitterImport.Read(map, command, image)
            : throw new StopException(ExitCode.Invalid, $"{source.Name} is neither a Sourcegraph batch spec (on, steps, changesetTemplate) nor a multi-gitter configuration (org, repo, commit-message, …).");
    }

    private static async Task WriteAsync(Session session, string source, Imported imported, string? output, bool force, CancellationToken cancellation)
    {
        var terminal = session.Terminal;
        var yaml = SpecYaml.Write(imported.Spec, Comment(source, imported.Notes));
        if (session.Json)
        {
            terminal.WriteLine(JsonSerializer.Serialize(new WrittenSpec(yaml, imported.Notes), ApiJson.Default.WrittenSpec));
            return;
        }

        var path = output ?? $"{imported.Spec.Name}.yaml";
        await SpecOutput.WriteAsync(session, path, yaml, force, cancellation);
        if (imported.Notes.Count > 0)
            terminal.Say("Not carried over as it was:");
        foreach (var note in imported.Notes)
            terminal.Say($"  {note}");
        if (path != "-")
            terminal.Say($"Wrote {path}. Next: octobatch validate {path}");
    }

    private static IEnumerable<string> Comment(string source, IReadOnlyList<string> notes) =>
        notes.Count == 0 ? [] : notes.Select(n => "  " + n.ReplaceLineEndings(" ")).Prepend($"Not carried over as it was from {Path.GetFileName(source)}:");
}
