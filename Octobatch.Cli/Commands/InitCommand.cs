using System.CommandLine;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch init</c>: a first spec, by questions or by flags.</summary>
internal static class InitCommand
{
    private static readonly Option<string?> Name = Text("--name", "NAME", "The campaign's name: a-z, 0-9 and -");
    private static readonly Option<string?> Title = Text("--title", "TEXT", "The pull requests' title");
    private static readonly Option<string?> Query = Text("--query", "QUERY", "Which repositories, in the words of GitHub's search");
    private static readonly Option<string?> Files = Text("--files", "GLOB", "In which files to replace");
    private static readonly Option<string?> Pattern = Text("--pattern", "REGEX", "What to replace, a .NET regular expression");
    private static readonly Option<string?> With = Text("--with", "TEXT", "What to put there; $1 stands for the first group");
    private static readonly Option<string?> Run = Text("--run", "COMMAND", "A command that changes the files, instead of --files, --pattern and --with");
    private static readonly Option<string?> Image = Text("--image", "IMAGE", "The container image that the command runs in");
    private static readonly Option<string?> Output = Text("--output", "FILE", "The file to write; - for standard output. Default: NAME.yaml");
    private static readonly Option<bool> Force = new("--force") { Description = "Replace a file that is there" };

    public static Verb Create()
    {
        var verb = new Verb(
            "init", "Write a first spec: asks a few questions, unless options answer them",
            "octobatch init",
            "octobatch init --name checkout-v5 --query 'org:acme' --title 'Use actions/checkout v5' \\",
            "    --files '.github/workflows/*.yml' --pattern 'actions/checkout@v[34]\\b' --with 'actions/checkout@v5'",
            "octobatch init --name fmt --query 'org:acme language:go' --title 'Format' --run 'gofmt -w .' --image golang:1")
        {
            Name, Title, Query, Files, Pattern, With, Run, Image, Output, Force,
        };
        return verb.Runs((session, cancellation) => RunAsync(session, cancellation));
    }

    private static async Task<ExitCode> RunAsync(Session session, CancellationToken cancellation)
    {
        var name = Answer(session, Name, "A name for the campaign, such as checkout-v5?");
        var query = Answer(session, Query, "Which repositories? (as in GitHub's search, such as: org:acme language:go)");
        var steps = Steps(session);
        var title = Answer(session, Title, "The pull requests' title?");
        var spec = new SpecDocument(name) { Select = { new() { Query = query } }, Steps = steps, Title = title };
        var yaml = SpecYaml.Write(spec);
        if (session.Json)
        {
            session.Terminal.WriteLine(JsonSerializer.Serialize(new WrittenSpec(yaml, []), ApiJson.Default.WrittenSpec));
            return ExitCode.Ok;
        }

        var path = session.Get(Output) ?? $"{name}.yaml";
        await SpecOutput.WriteAsync(session, path, yaml, session.Get(Force), cancellation);
        if (path != "-")
            session.Terminal.Say($"Wrote {path}. Next: octobatch validate {path}, then octobatch preview {path} --watch");
        return ExitCode.Ok;
    }

    private static List<StepDocument> Steps(Session session)
    {
        if (session.Get(Run) is { } command)
            return [new RunStep(command) { Image = session.Get(Image) }];
        return
        [
            new ReplaceStep(
                [Answer(session, Files, "In which files? (* stops at /, ** does not; such as **/*.yml)")],
                Answer(session, Pattern, "What is to be replaced? (a regular expression)"),
                Answer(session, With, "With what?")),
        ];
    }

    private static string Answer(Session session, Option<string?> option, string question) => session.Get(option) ?? Questions.Ask(session, question);

    private static Option<string?> Text(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description };
}
