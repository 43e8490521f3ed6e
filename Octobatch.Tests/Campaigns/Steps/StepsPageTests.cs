using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>The examples of docs/steps.md: a step, the files before, the files after.</summary>
public sealed partial class StepsPageTests
{
    [Fact]
    public void Every_example_of_the_page_is_true()
    {
        var examples = Fence().Matches(File.ReadAllText(Page())).Aggregate(new List<List<Match>>(), (found, fence) =>
        {
            if (fence.Groups["kind"].Value == "step") found.Add([]);
            found[^1].Add(fence);
            return found;
        });
        Assert.Equal(7, examples.Count);
        foreach (var example in examples)
        {
            var before = Trees.Of([.. Files(example, "before")]);
            var result = StepRunner.Apply(before, [Step(example[0].Groups["text"].Value)]);
            Assert.Null(result.Refusal);
            Assert.Equal(Trees.Of([.. Files(example, "after")]).Describe(), before.With(result.Changes).Describe());
        }
    }

    private static IEnumerable<(string, Octobatch.Campaigns.Steps.Trees.TreeFile)> Files(List<Match> example, string kind) => example
        .Where(fence => fence.Groups["kind"].Value == kind)
        .Select(fence => Trees.File(fence.Groups["path"].Value, fence.Groups["text"].Value));

    private static Step Step(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var (kind, value) = ((YamlMappingNode)stream.Documents[0].RootNode).Children.Single();
        string Get(string key) => ((YamlScalarNode)value[key]).Value!;
        string[] Globs() => [.. ((YamlSequenceNode)value["files"]).Select(glob => ((YamlScalarNode)glob).Value!)];
        return ((YamlScalarNode)kind).Value switch
        {
            "replace" => Edit.Replace(Globs(), Get("pattern"), Get("with")),
            "write" => Edit.Write(Get("file"), Get("content"), Enum.Parse<WriteWhen>(Get("when"), ignoreCase: true)),
            "delete" => Edit.Delete(Globs()),
            "move" => Edit.Move(Get("from"), Get("to")),
            "set" => Edit.Set(Get("file"), Get("path"), JsonValue.Create(Get("value"))),
            "patch" => Edit.Patch(((YamlScalarNode)value).Value!),
            var other => throw new InvalidOperationException(other),
        };
    }

    private static string Page([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/steps.md"));

    [GeneratedRegex(@"^```[a-z]+ (?<kind>step|before|after)( (?<path>\S+))?\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}
