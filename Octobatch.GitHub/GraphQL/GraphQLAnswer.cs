using System.Text.Json;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.GraphQL;

/// <summary>What came of a GraphQL document: data, of which parts may be missing for the errors beside it.</summary>
/// <param name="Data">An object; a part that failed is null.</param>
/// <param name="Errors">Each with its <see cref="GitHubError.Path"/>.</param>
public sealed record GraphQLAnswer(JsonElement Data, IReadOnlyList<GitHubError> Errors)
{
    /// <summary>What stopped a document of mutations that did not come to its end.</summary>
    internal GitHubError Stopped => Errors is [var first, ..] ? first : new(GitHubErrorKind.Unknown, "GitHub's answer does not say what it did.");

    /// <summary>The error of the part at this path, or within it.</summary>
    public GitHubError? ErrorAt(string path)
    {
        foreach (var error in Errors)
        {
            if (error.Path == path || error.Path?.StartsWith(path + ".", StringComparison.Ordinal) == true)
                return error;
        }

        return null;
    }
}
