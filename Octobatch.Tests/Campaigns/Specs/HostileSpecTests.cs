using System.Diagnostics;
using System.Text;
using Octobatch.Campaigns.Specs;
using Octobatch.ServiceDefaults.Http;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

/// <summary>Input made to hurt is refused, and soon: the limit is far above what each takes, and far below what it would take unbounded.</summary>
public sealed class HostileSpecTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Cases => [.. Texts.Keys];

    private static Dictionary<string, (SpecFormat Format, Func<string> Text)> Texts { get; } = new(StringComparer.Ordinal)
    {
        ["recursive anchor"] = (SpecFormat.Yaml, () => "version: 1\nselect: &x [*x]\n"),
        ["billion laughs"] = (SpecFormat.Yaml, BillionLaughs),
        ["deep flow lists"] = (SpecFormat.Yaml, () => new string('[', 500_000)),
        ["deep flow maps"] = (SpecFormat.Yaml, () => Repeat("{a: ", 250_000)),
        ["deep block"] = (SpecFormat.Yaml, () => Repeat("- ", 500_000)),
        ["deep JSON"] = (SpecFormat.Json, () => new string('[', 500_000)),
        ["deep JSON maps"] = (SpecFormat.Json, () => Repeat("{\"a\":", 250_000)),
        ["many values"] = (SpecFormat.Yaml, () => "select: [" + Repeat("1,", 900_000) + "]"),
        ["many values in JSON on one line"] = (SpecFormat.Json, () => "{\"select\":[" + Repeat("1,", 900_000) + "1]}"),
        ["long key"] = (SpecFormat.Yaml, () => $"? {new string('k', (int)BodyLimit.Spec - 100)}\n: 1"),
        ["many unknown keys"] = (SpecFormat.Json, () => "{" + string.Join(',', Enumerable.Range(0, 40_000).Select(i => $"\"a{i}\":1")) + "}"),
        ["open quote"] = (SpecFormat.Yaml, () => "a: \"" + new string('x', 1_500_000)),
        ["many documents"] = (SpecFormat.Yaml, () => Repeat("--- a\n", 300_000)),
        ["many catastrophic patterns"] = (SpecFormat.Yaml, () => WithSteps("- replace: { files: [a], pattern: '" + Repeat("(a{99})", 90) + "{99}{99}', with: b }")),
        ["a pattern of parentheses"] = (SpecFormat.Yaml, () => WithSteps("- replace: { files: [a], pattern: '" + new string('(', 1000) + "', with: b }")),
        ["a template that is nested deeply"] = (SpecFormat.Yaml, () => WithBody(Repeat("{% if diff.additions %}", 2500))),
        ["a template with a deep index"] = (SpecFormat.Yaml, () => WithBody("{{ " + Repeat("a[", 25_000) + " }}")),
        ["a template that loops"] = (SpecFormat.Yaml, () => WithBody("{% for i in (1..1000000000) %}{% for j in (1..1000000000) %}x{% endfor %}{% endfor %}")),
        ["a template that includes itself"] = (SpecFormat.Yaml, () => WithBody("{% include 'body' %}")),
        ["a template with a large range"] = (SpecFormat.Yaml, () => WithBody("{{ (1..1000000000) | size }}")),
        ["a template that grows"] = (SpecFormat.Yaml, () => WithBody("{{ 'a' " + Repeat("| replace: 'a', 'aaaaaaaaaa' ", 5) + "}}")),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_refused_soon_and_with_a_place(string name)
    {
        var (format, text) = Texts[name];
        var raw = Encoding.UTF8.GetBytes(text());
        Assert.True(raw.Length <= BodyLimit.Spec, $"{raw.Length} bytes would not be let in");
        var watch = Stopwatch.StartNew();
        var reading = await Task.Run(() => new SpecReader(SpecTexts.RunSteps).Read(raw, format), TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Null(reading.Spec);
        Assert.All(reading.Errors, e => Assert.True(e is { Line: > 0, Column: > 0, Message.Length: < 1000 }, e.ToString()));
        Assert.True(watch.Elapsed < Soon, $"{watch.Elapsed}");
    }

    [Fact]
    public void A_pattern_that_would_backtrack_for_ever_takes_linear_time()
    {
        var pattern = Octobatch.Campaigns.Specs.Meaning.Patterns.Compile("^(a+)+$");
        var watch = Stopwatch.StartNew();
        Assert.DoesNotMatch(pattern, new string('a', 1_000_000) + "!");
        Assert.True(watch.Elapsed < Soon);
    }

    private static string BillionLaughs()
    {
        var text = new StringBuilder("a0: &a0 lol\n");
        for (var i = 1; i < 10; i++)
            text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        return text.ToString();
    }

    private static string WithSteps(string step) => SpecTexts.Small.Replace("- delete: { files: [old.txt] }", step, StringComparison.Ordinal);

    private static string WithBody(string body) => SpecTexts.Small + $"  body: \"{body}\"\n";

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();
}
