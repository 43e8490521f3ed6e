using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Octobatch.GitHub.Errors;

namespace Octobatch.GitHub.Requests;

/// <summary>What GitHub answered, read to its end.</summary>
/// <param name="Status">200 to 299; a 304 has been turned into the answer that it stands for.</param>
public sealed record GitHubAnswer(int Status, ReadOnlyMemory<byte> Body, string? ETag, string? Next)
{
    /// <summary>Whether GitHub said that nothing has changed since it was last asked.</summary>
    public bool NotModified { get; init; }

    internal GitHubResult<T> Read<T>(JsonTypeInfo<T> type, bool write)
    {
        try
        {
            return JsonSerializer.Deserialize(Body.Span, type) is { } value ? value : Broken("it is null");
        }
        catch (JsonException e)
        {
            return Broken(e.Message);
        }

        // A write that was answered with success took place, but its caller has nothing to go on with: it must look.
        GitHubError Broken(string why) => new(
            write ? GitHubErrorKind.Unknown : GitHubErrorKind.Unexpected, $"GitHub's answer cannot be read: {why}")
        { Status = Status };
    }

    /// <summary>The page after this one, from <c>Link</c>; null on the last.</summary>
    internal static string? NextOf(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Link", out var values))
            return null;
        foreach (var link in values.SelectMany(value => value.Split(',')))
        {
            if (link.Contains("rel=\"next\"", StringComparison.Ordinal) && link.IndexOf('<') is >= 0 and var start
                && link.IndexOf('>') is var end && end > start)
                return link[(start + 1)..end];
        }

        return null;
    }
}
