using System.Text.RegularExpressions;
using Xunit;
using Sources = Octobatch.Tests.Deployment.Tools.Repository;

namespace Octobatch.Tests.Selections;

/// <summary>What docs/queries.md shows: queries with what they take, a selection with its answer, and the answer to a mistake.</summary>
internal sealed partial class QueryPage
{
    private QueryPage(string text)
    {
        Text = text;
        Examples = [.. ExampleRows().Matches(text).Select(row => (row.Groups["query"].Value, row.Groups["repositories"].Value))];
        Selection = SelectionBody().Match(text).Groups["selection"].Value;
        Answer = SelectionAnswer().Match(text).Groups["answer"].Value.Replace("\n", "", StringComparison.Ordinal);
        Assert.Equal(8, Examples.Count);
    }

    public string Text { get; }

    public IReadOnlyList<(string Query, string Repositories)> Examples { get; }

    /// <summary>The JSON that is sent to <c>/api/selections/resolve</c>.</summary>
    public string Selection { get; }

    /// <summary>The whole answer to it, without the line breaks that are there for reading.</summary>
    public string Answer { get; }

    public static async Task<QueryPage> ReadAsync() =>
        new(await File.ReadAllTextAsync(Sources.PathOf("docs", "queries.md"), TestContext.Current.CancellationToken));

    [GeneratedRegex(@"^\| `(?<query>[^`|]+)` \| (?<repositories>(?:(?:acme|globex)/\S+ ?)+?) \|$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex ExampleRows();

    [GeneratedRegex(@"-d '\s*(?<selection>\{.*?\})'", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex SelectionBody();

    [GeneratedRegex(@"```json\n(?<answer>\{""counts"".*?)\n```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5_000)]
    private static partial Regex SelectionAnswer();
}
