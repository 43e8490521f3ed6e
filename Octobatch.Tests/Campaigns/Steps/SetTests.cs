using System.Text.Json.Nodes;
using Octobatch.Campaigns.Steps;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps;

public sealed class SetTests
{
    public static TheoryData<string, string, string, string> Yaml { get; } = new()
    {
        { "a: 1\n", "b", "2", "a: 1\nb: 2\n" },
        { "a: 1", "b", "\"x\"", "a: 1\nb: x" },
        { "", "a.b", "1", "a:\n  b: 1\n" },
        { "# only\n", "a", "1", "# only\na: 1\n" },
        { "a: 'it''s'\n", "a", "\"isn't\"", "a: 'isn''t'\n" },
        { "a: \"x\" # c\n", "a", "\"y\"", "a: \"y\" # c\n" },
        { "a: x\n", "a", "\"20\"", "a: \"20\"\n" },
        { "a: x\n", "a", "\"yes\"", "a: \"yes\"\n" },
        { "a: x\n", "a", "\">=22\"", "a: \">=22\"\n" },
        { "a: x\n", "a", "\"1.2.3\"", "a: 1.2.3\n" },
        { "a: x # c\n", "a", "\"b: c\"", "a: \"b: c\" # c\n" },
        { "a: x\n", "a", "true", "a: true\n" },
        { "a: x\n", "a", "null", "a: null\n" },
        { "a:   x   # c\nb: 1\n", "a", "5", "a:   5   # c\nb: 1\n" },
        { "on:\n  push:\n  pull_request:\n", "on.push.branches", "[\"main\"]", "on:\n  push:\n    branches:\n      - main\n  pull_request:\n" },
        { "a:\n- x\n- y\nb: 1\n", "a[2]", "\"z\"", "a:\n- x\n- y\n- z\nb: 1\n" },
        { "a:\n- x\nb: 1\n", "c", "[\"p\", {\"q\": 1, \"r\": [2]}]", "a:\n- x\nb: 1\nc:\n- p\n- q: 1\n  r:\n  - 2\n" },
        { "a: {b: 1, c: [1, 2]} # x\n", "a.d", "\"e\"", "a: {b: 1, c: [1, 2], d: e} # x\n" },
        { "a: {b: 1, c: [1, 2]}\n", "a.c[0]", "\"x, y\"", "a: {b: 1, c: [\"x, y\", 2]}\n" },
        { "a: [main]\n", "a", "[\"main\", \"dev\"]", "a: [main, dev]\n" },
        { "a: {}\n", "a.b", "1", "a: {b: 1}\n" },
        { "a: |\n  one\n  two\n\n# c\nb: 1\n", "a", "\"x\\ny\\n\"", "a: |\n  x\n  y\n\n# c\nb: 1\n" },
        { "a:\n  k: |\n    one\n\n# c\nb: 1\n", "a.m", "2", "a:\n  k: |\n    one\n  m: 2\n\n# c\nb: 1\n" },
        { "a:\n  b:\n    c: 1\n  # tail\nd: 2\n", "a", "3", "a: 3\n  # tail\nd: 2\n" },
        { "steps:\n  - name: x # n\n    uses: a@v1\n  - run: y\n", "steps[1].shell", "\"bash\"", "steps:\n  - name: x # n\n    uses: a@v1\n  - run: y\n    shell: bash\n" },
        { "---\nx: &a\n  w: 1\nz:\n  <<: *a\n", "z.w", "2", "---\nx: &a\n  w: 1\nz:\n  <<: *a\n  w: 2\n" },
        { "a: !Ref X\nb: 1\n", "b", "2", "a: !Ref X\nb: 2\n" },
        { "é: 😀 # 😀\nb: 1\n", "b", "2", "é: 😀 # 😀\nb: 2\n" },
        { "\ufeffa: 1\r\n", "a", "2", "\ufeffa: 2\r\n" },
    };

    [Theory]
    [MemberData(nameof(Yaml))]
    public void YAML_changes_at_one_place_only(string before, string path, string value, string after)
    {
        var step = Edit.Set("f.yml", path, JsonNode.Parse(value));
        var tree = Of(File("f.yml", before));
        var result = StepRunner.Apply(tree, [step]);
        Assert.Null(result.Refusal);
        Assert.Equal(after, tree.With(result.Changes).Text("f.yml"));
        Assert.Empty(StepRunner.Apply(tree.With(result.Changes), [step]).Changes);
    }

    [Theory]
    [InlineData("f.yml", "a: 1\n", "a.b", "single value")]
    [InlineData("f.yml", "a: [1]\n", "a.b", "a list")]
    [InlineData("f.yml", "a: [1]\n", "a[5]", "1 items")]
    [InlineData("f.yml", "x: &a {b: 1}\ny: *a\n", "y.b", "alias")]
    [InlineData("f.yml", "x: &a 1\ny: *a\n", "x", "anchor &a")]
    [InlineData("f.yml", "a: 1\n---\na: 1\n", "a", "several YAML documents")]
    [InlineData("f.yml", "a: [1\n", "a", "not YAML")]
    [InlineData("f.yml", "a: 1\na: 2\n", "a", "2 times")]
    [InlineData("f.json", "{\"a\":1,\"a\":2}", "a", "2 times")]
    [InlineData("f.json", "{\"a\":", "a", "not JSON")]
    [InlineData("f.json", "", "a", "not JSON")]
    [InlineData("f.toml", "a = 1\n", "a", "neither JSON nor YAML")]
    public void What_cannot_be_set_says_why(string file, string before, string path, string reason) =>
        Assert.Contains(reason, StepRunner.Apply(Of(File(file, before)), [Edit.Set(file, path, 3)]).Refusal?.Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a[x]")]
    [InlineData("\"a")]
    [InlineData("a[0]b")]
    public void Paths_that_are_none_are_a_problem_of_the_spec(string path) =>
        Assert.NotNull(StepRunner.Apply(Of(), [Edit.Set("f.json", path, 1)]).Refusal);

    [Fact]
    public void Deep_and_recursive_files_end()
    {
        var deep = new string('[', 5000);
        Assert.NotNull(StepRunner.Apply(Of(File("f.json", deep)), [Edit.Set("f.json", "a", 1)]).Refusal);
        Assert.NotNull(StepRunner.Apply(Of(File("f.yml", deep)), [Edit.Set("f.yml", "a", 1)]).Refusal);
        var laughs = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: 1\n";
        Assert.Null(StepRunner.Apply(Of(File("f.yml", laughs)), [Edit.Set("f.yml", "d", 2)]).Refusal);
        foreach (var endless in new[] { "a: &a [*a]\nd: 1\n", "a: &a\n  b: *a\nd: 1\n" })
        {
            var tree = Of(File("f.yml", endless));
            var result = StepRunner.Apply(tree, [Edit.Set("f.yml", "d", 2)]);
            Assert.Equal(endless.Replace("d: 1", "d: 2", StringComparison.Ordinal), tree.With(result.Changes).Text("f.yml"));
            Assert.NotNull(StepRunner.Apply(tree, [Edit.Set("f.yml", "a[0].b", 2)]).Refusal);
        }
    }
}
