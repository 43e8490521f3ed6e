using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Octobatch.Cli;

/// <summary>The library's help, and below it each command's examples.</summary>
internal static class Help
{
    public static void AddExamples(RootCommand root)
    {
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            // Windows' own; elsewhere they look like paths where a shell offers them.
            help.Aliases.Remove("/h");
            help.Aliases.Remove("/?");
            help.Action = new WithExamples((HelpAction)help.Action!);
        }
    }

    /// <summary>A command as it is typed, such as <c>octobatch keys list</c>.</summary>
    public static string NameOf(CommandResult result) => result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "octobatch";

    private sealed class WithExamples(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is not Verb { Examples.Count: > 0 } verb)
                return code;
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (var example in verb.Examples)
                output.WriteLine($"  {example}");
            output.WriteLine();
            return code;
        }
    }
}
