using System.Text;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Steps;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

public sealed class BadSpecTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, BadSpecs.All.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_mistake_is_told_with_its_path_line_and_column(int row)
    {
        var (old, @new, path, line, column, message) = BadSpecs.All[row];
        Assert.Contains(old, SpecTexts.Small, StringComparison.Ordinal);
        var reading = SpecTexts.Read(SpecTexts.Small.Replace(old, @new, StringComparison.Ordinal));

        Assert.Null(reading.Spec);
        Assert.True(
            reading.Errors.Any(e => (e.Path, e.Line, e.Column) == (path, line, column) && e.Message.Contains(message, StringComparison.Ordinal)),
            $"{@new}: {string.Join("; ", reading.Errors)}");
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_the_text()
    {
        var reading = SpecTexts.Read(
            """
            version: 2
            name: A
            select: [{ query: "" }]
            steps: [{ replace: { files: ['/x'], pattern: '(', with: 1 } }]
            changeset: { title: "{{ nothing }}", branch: "a b", more: 1 }
            publish: { waves: [2, 1] }
            """);

        Assert.Equal(
            ["version", "name", "select[0].query", "steps[0].replace.files[0]", "steps[0].replace.pattern", "steps[0].replace.with",
             "changeset.title", "changeset.branch", "changeset.more", "publish.waves[1]"],
            reading.Errors.Select(e => e.Path));
    }

    [Theory]
    [InlineData("{\n\t\"version\": 1,\n\t\"nöme\": \"x\", \"select\": 1}", "['nöme']", 3, 2)]
    [InlineData("{\n\t\"version\": 1,\n\t\"nöme\": \"x\", \"select\": 1}", "select", 3, 25)]
    [InlineData("{\"version\": 1, \"version\": 1}", "version", 1, 16)]
    [InlineData("{\"version\": 1,}", "", 1, 15)]
    [InlineData("{\"ü\": [1,\n ü]}", "", 2, 2)]
    [InlineData("{\"name\": \"\\ud800\"}", "", 1, 10)]
    [InlineData("{} {}", "", 1, 4)]
    [InlineData("", "", 1, 1)]
    [InlineData("[]", "", 1, 1)]
    [InlineData("{\"name\": \"a\\u0000\"}", "name", 1, 10)]
    [InlineData("// no comments in JSON\n{}", "", 1, 1)]
    public void Mistakes_in_JSON_have_their_place_too(string json, string path, int line, int column)
    {
        var errors = SpecTexts.Read(json, SpecFormat.Json).Errors;
        Assert.True(errors.Any(e => (e.Path, e.Line, e.Column) == (path, line, column)), string.Join("; ", errors));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    public void A_spec_that_says_nothing_is_refused(string text) => Assert.NotEmpty(SpecTexts.Read(text).Errors);

    [Fact]
    public void A_byte_that_is_not_UTF8_has_its_place()
    {
        byte[] raw = [.. "version: 1\nname: ü"u8, 0xFF, .. "\n"u8];
        var error = Assert.Single(new SpecReader(SpecTexts.RunSteps).Read(raw, SpecFormat.Yaml).Errors);
        Assert.Equal((2, 8), (error.Line, error.Column));
    }

    [Fact]
    public void A_new_version_keeps_the_name() =>
        Assert.Equal("name", Assert.Single(SpecTexts.Read(SpecTexts.Small, name: "other").Errors).Path);

    [Theory]
    [InlineData(RunStepMode.Off, "alpine:3", "switched off")]
    [InlineData(RunStepMode.Kubernetes, "", "needs an `image`")]
    [InlineData(RunStepMode.Kubernetes, "evil:3", "is no image that may be used here")]
    [InlineData(RunStepMode.Kubernetes, "alpine:3", null)]
    [InlineData(RunStepMode.Kubernetes, "ours/tool:7", null)]
    [InlineData(RunStepMode.Process, "", null)]
    public void Run_steps_are_held_to_what_this_installation_allows(RunStepMode mode, string image, string? message)
    {
        var settings = new RunStepSettings { Mode = mode, Namespace = "jobs", Images = "alpine:3, ours/*" };
        var step = $"- run: {{ command: make{(image.Length > 0 ? $", image: \"{image}\"" : "")} }}";
        var errors = SpecTexts.Read(SpecTexts.Small.Replace("- delete: { files: [old.txt] }", step, StringComparison.Ordinal), runSteps: settings).Errors;
        if (message is null)
            Assert.Empty(errors);
        else
            Assert.Contains(message, Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_a_spec_of_nothing_but_mistakes_has_bounds()
    {
        var text = new StringBuilder("version: 1\n");
        for (var i = 0; i < 20_000; i++)
            text.Append("key").Append(i).Append(": 1\n");
        var errors = SpecTexts.Read(text.ToString()).Errors;
        Assert.Equal(1001, errors.Count);
        Assert.Contains("more than 1000", errors[^1].Message, StringComparison.Ordinal);
    }
}
