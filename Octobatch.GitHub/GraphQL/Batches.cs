using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.GraphQL;

/// <summary>
/// Asks for many items in one GraphQL request, each under an alias of its own (<c>i0</c>, <c>i1</c>, ...), as many at a time as GitHub
/// takes.
/// </summary>
internal sealed class Batches(int most)
{
    private readonly AdaptiveSize size = new(most);

    public int Size => size.Value;

    /// <param name="ask">Writes the selection of one item, beginning with its field.</param>
    /// <param name="read">Reads one item's part of the answer.</param>
    /// <param name="fragments">What the selections use.</param>
    /// <returns>One result for each item, in their order. An error that concerns all ends the sequence after it.</returns>
    public async IAsyncEnumerable<GitHubResult<TResult>> AskAsync<TItem, TResult>(
        GitHubInstallation github, IReadOnlyList<TItem> items, Action<StringBuilder, TItem> ask, string fragments,
        Func<TItem, JsonElement, GitHubResult<TResult>> read, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var done = 0; done < items.Count;)
        {
            var count = Math.Min(size.Value, items.Count - done);
            // A request that is half as long is the better retry, until there is but one item.
            var result = await github.QueryAsync(Document(items, done, count, ask, fragments), null, cancellation, mostTries: count > 1 ? 1 : 3);
            if (!result.Ok)
            {
                if (count > 1 && result.Error.Kind is (GitHubErrorKind.TooLarge or GitHubErrorKind.Unavailable))
                {
                    size.Halve(count);
                    continue;
                }

                yield return result.Error;
                if (result.Error.Kind is not GitHubErrorKind.TooLarge)
                    yield break;
                done++; // this one alone is too much
                continue;
            }

            size.Succeed();
            for (var i = 0; i < count; i++)
                yield return Part(result.Value, $"i{i}", items[done + i], read);
            done += count;
        }
    }

    private static GitHubResult<TResult> Part<TItem, TResult>(
        GraphQLAnswer answer, string alias, TItem item, Func<TItem, JsonElement, GitHubResult<TResult>> read)
    {
        if (answer.Data.TryGetProperty(alias, out var part) && part.ValueKind == JsonValueKind.Object)
            return read(item, part);
        return answer.ErrorAt(alias) ?? new GitHubError(GitHubErrorKind.NotFound, "GitHub has nothing there, or shows it to nobody.");
    }

    private static string Document<TItem>(
        IReadOnlyList<TItem> items, int first, int count, Action<StringBuilder, TItem> ask, string fragments)
    {
        var text = new StringBuilder("query {");
        for (var i = 0; i < count; i++)
        {
            text.Append(" i").Append(i).Append(": ");
            ask(text, items[first + i]);
        }

        return text.Append(" }").Append(fragments).ToString();
    }
}

internal static class GraphQLText
{
    /// <summary>A string literal: JSON's escapes are GraphQL's.</summary>
    public static StringBuilder Literal(this StringBuilder text, string value) =>
        text.Append('"').Append(JsonEncodedText.Encode(value).ToString()).Append('"');
}
