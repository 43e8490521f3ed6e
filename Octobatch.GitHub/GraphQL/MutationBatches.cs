using System.Runtime.CompilerServices;
using System.Text.Json;
using Octobatch.GitHub.Budgets;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.GraphQL;

/// <summary>
/// Does the same to many items in one GraphQL document, each under an alias of its own (<c>i0</c>, <c>i1</c>, ...). One request waits for
/// one slot of the write budget; every mutation in it costs its points.
/// </summary>
internal sealed class MutationBatches(int most)
{
    private readonly AdaptiveSize size = new(most);

    /// <param name="input">The mutation's input for one item.</param>
    /// <param name="slot">For the first document, of the cost that <see cref="Mutation{TItem, TResult}.Cost"/> says.</param>
    /// <returns>
    /// Exactly one result for each item, in their order. An unclear one (<see cref="GitHubError.IsUnclear"/>) may have happened: look before
    /// doing it again. When a request fails as a whole, what comes after it is not sent, and its errors say so.
    /// </returns>
    public async IAsyncEnumerable<GitHubResult<TResult>> DoAsync<TItem, TResult>(
        GitHubInstallation github, Mutation<TItem, TResult> mutation, IReadOnlyList<TItem> items, WriteSlot? slot,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var done = 0; done < items.Count;)
        {
            var count = Math.Min(size.Value, items.Count - done);
            var result = await github.MutateAsync(
                mutation.Document(count), mutation.Variables(items, done, count), count, mutation.Creates, slot, cancellation, mutation.Contents(count));
            slot = null;
            if (!result.Ok)
            {
                // GitHub ran none of it, perhaps for one item's sake.
                var refused = result.Error.Kind is GitHubErrorKind.TooLarge or GitHubErrorKind.Validation;
                if (refused && count > 1)
                {
                    size.Halve(count);
                    continue;
                }

                for (var i = 0; i < count; i++)
                    yield return result.Error;
                done += count;
                for (; !refused && done < items.Count; done++)
                    yield return NotSent(result.Error);
                continue;
            }

            size.Succeed();
            var ran = Ran(result.Value, count);
            for (var i = 0; i < ran; i++)
                yield return Part(result.Value, $"i{i}", mutation);
            done += ran;
        }
    }

    /// <summary>
    /// How many mutations GitHub ran. GraphQL lets those after one that failed run too, but a document may also stop there: what is null at
    /// its end without an error of its own has not been run, and goes into the next document.
    /// </summary>
    private static int Ran(GraphQLAnswer answer, int count)
    {
        var ran = count;
        while (ran > 0 && !Has(answer, $"i{ran - 1}", out _) && answer.ErrorAt($"i{ran - 1}") is null)
            ran--;
        return ran == 0 ? count : ran;
    }

    private static GitHubResult<TResult> Part<TItem, TResult>(GraphQLAnswer answer, string alias, Mutation<TItem, TResult> mutation)
    {
        var error = answer.ErrorAt(alias);
        if (Has(answer, alias, out var payload))
        {
            return mutation.Find(payload) is { } changed
                ? mutation.Read(changed)
                : new GitHubError(GitHubErrorKind.Unknown, error?.Message ?? "GitHub did it but does not show what.");
        }

        // What GitHub failed at without a reason may have happened.
        return error is null or { Kind: GitHubErrorKind.Unavailable or GitHubErrorKind.TooLarge }
            ? new GitHubError(GitHubErrorKind.Unknown, error?.Message ?? "GitHub's answer does not say what it did.")
            : error;
    }

    private static bool Has(GraphQLAnswer answer, string alias, out JsonElement payload) =>
        answer.Data.TryGetProperty(alias, out payload) && payload.ValueKind == JsonValueKind.Object;

    private static GitHubError NotSent(GitHubError before) => new(
        GitHubErrorKind.Unavailable, $"Not sent, because a request before it failed: {before.Message}")
    { RetryAt = before.RetryAt };
}
