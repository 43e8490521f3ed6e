using System.Text.Json;
using Octobatch.Campaigns.Publishing.Planning;

namespace Octobatch.Campaigns.Publishing.Storage;

/// <summary>Enums as rows and answers write them: <c>needs_human</c>.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary>As in the column <c>asked</c>: null where nothing is.</summary>
    public static string? OfAsked(Asked asked) => asked is Asked.Nothing ? null : Of(asked);

    public static T Read<T>(string word) where T : struct, Enum => Enum.Parse<T>(word.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
