using System.Text.Json.Serialization;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>GitHub's form of one file's change; a binary file has no <c>patch</c>, and only a renamed one a previous name.</summary>
internal sealed class DiffEntryJson
{
    public required string Sha { get; init; }

    public required string Filename { get; init; }

    public required string Status { get; init; }

    public required int Additions { get; init; }

    public required int Deletions { get; init; }

    public required int Changes { get; init; }

    public required string BlobUrl { get; init; }

    public required string RawUrl { get; init; }

    public required string ContentsUrl { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Patch { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PreviousFilename { get; init; }
}
