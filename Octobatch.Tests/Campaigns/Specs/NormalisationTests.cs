using System.Text.Json;
using CsCheck;
using Octobatch.Campaigns.Specs;
using Octobatch.Campaigns.Specs.Model;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

public sealed class NormalisationTests
{
    [Fact]
    public void What_is_left_out_is_filled_in()
    {
        Assert.Equal(
            """
            {"version":1,"name":"small","description":"","select":[{"query":"org:acme"}],"exclude":[],"steps":[{"delete":{"files":["old.txt"]}}],
            "changeset":{"branch":"octobatch/small","message":"Remove old.txt","title":"Remove old.txt","body":"","labels":[],"reviewers":[],
            "team_reviewers":[],"assignees":[],"draft":false},"publish":{"waves":[1,"10%","100%"],"pause_on_failure":"5%","recompute":"manual"},
            "drift":"needs_human","merge":"manual"}
            """.ReplaceLineEndings(""),
            SpecTexts.Valid(SpecTexts.Small).Normalised);
    }

    [Theory]
    [InlineData("# a comment\nname: small", "name: small")]
    [InlineData("name: 'small' # a comment", "name: small")]
    [InlineData("name: small\ndrift: needs_human\npublish: {}", "name: small")]
    [InlineData("name: small\ndescription: \"\"", "name: small")]
    [InlineData("name: small\npublish: { waves: [1, 10%, '100%'] }", "name: small\npublish: { waves: [0x1, \"10%\", \"100%\"] }")]
    [InlineData("name: small\npublish: { window: { days: [tue, mon] } }", "name: small\npublish: { window: { days: [mon, tue], zone: UTC } }")]
    public void The_same_intent_has_the_same_hash(string one, string other) =>
        Assert.Equal(SpecTexts.Hash(WithName(one)), SpecTexts.Hash(WithName(other)));

    [Theory]
    [InlineData("- run: { command: a, timeout: 60m }", "- run: { timeout: 1h, command: 'a' }")]
    [InlineData("- run: { command: a, timeout: 600s, env: { B: b, A: a } }", "- run: { command: a, env: { A: a, B: b } }")]
    [InlineData("- set: { file: a, path: 'jobs.\"build.all\".steps[0].uses', value: 1 }", "- set: { file: a, path: \"jobs.\\\"build.all\\\".steps[0].uses\", value: 1 }")]
    [InlineData("- set: { file: a, path: b, value: 1.50 }", "- set: { file: a, path: b, value: 15e-1 }")]
    [InlineData("- write: { file: a, content: \"x\\ny\\n\" }", "- write:\n      file: a\n      content: |\n        x\n        y")]
    public void The_same_step_has_the_same_hash(string one, string other) => Assert.Equal(SpecTexts.Hash(WithStep(one)), SpecTexts.Hash(WithStep(other)));

    [Theory]
    [InlineData("- set: { file: a, path: b, value: 1 }", "- set: { file: a, path: b, value: \"1\" }")]
    [InlineData("- set: { file: a, path: b, value: null }", "- set: { file: a, path: b, value: \"null\" }")]
    [InlineData("- set: { file: a, path: b, value: { x: 1, y: 2 } }", "- set: { file: a, path: b, value: { y: 2, x: 1 } }")]
    [InlineData("- write: { file: a, content: \"x\" }", "- write: { file: a, content: \"x\\n\" }")]
    [InlineData("- delete: { files: [a, b] }", "- delete: { files: [b, a] }")]
    public void Another_intent_has_another_hash(string one, string other) => Assert.NotEqual(SpecTexts.Hash(WithStep(one)), SpecTexts.Hash(WithStep(other)));

    [Fact]
    public void YAML_and_JSON_in_any_layout_and_order_have_one_hash() =>
        SpecGenerator.Specs.Select(Gen.Int).Sample(
            (spec, seed) =>
            {
                var shuffled = SpecGenerator.Shuffle(spec, new Random(seed));
                var hash = SpecTexts.Hash(spec.ToJsonString(), SpecFormat.Json);
                Assert.Equal(hash, SpecTexts.Hash(shuffled.ToJsonString(new JsonSerializerOptions { WriteIndented = true }), SpecFormat.Json));
                Assert.Equal(hash, SpecTexts.Hash(SpecGenerator.ToYaml(shuffled, new Random(seed))));
            }, iter: 300);

    [Fact]
    public void The_normalised_form_is_a_spec_that_says_the_same() =>
        SpecGenerator.Specs.Sample(
            spec =>
            {
                var valid = SpecTexts.Valid(spec.ToJsonString(), SpecFormat.Json);
                Assert.Equal(valid.Normalised, SpecTexts.Valid(valid.Normalised, SpecFormat.Json).Normalised);
                Assert.Equal(valid.Normalised, new ValidSpec(SpecJson.Parse(valid.Normalised)).Normalised);
            }, iter: 300);

    [Fact]
    public void Specs_that_differ_in_a_value_differ_in_their_hash() =>
        SpecGenerator.Specs.Select(SpecGenerator.Specs).Sample(
            (one, other) => Assert.Equal(
                SpecTexts.Valid(one.ToJsonString(), SpecFormat.Json).Normalised == SpecTexts.Valid(other.ToJsonString(), SpecFormat.Json).Normalised,
                SpecTexts.Hash(one.ToJsonString(), SpecFormat.Json) == SpecTexts.Hash(other.ToJsonString(), SpecFormat.Json)), iter: 300);

    [Theory]
    [InlineData(1, false, 10, 1)]
    [InlineData(20, false, 10, 10)]
    [InlineData(10, true, 5, 1)]
    [InlineData(10, true, 11, 2)]
    [InlineData(100, true, 125_000, 125_000)]
    [InlineData(7, true, 100, 7)]
    [InlineData(10, true, 0, 0)]
    public void Percentages_are_rounded_up(int amount, bool percent, int total, int expected) => Assert.Equal(expected, new Share(amount, percent).Of(total));

    private static string WithName(string lines) => SpecTexts.Small.Replace("name: small", lines, StringComparison.Ordinal);

    private static string WithStep(string step) => SpecTexts.Small.Replace("- delete: { files: [old.txt] }", step, StringComparison.Ordinal);
}
