namespace Octobatch.Cli.Specs;

/// <summary>A spec to be written. Only what differs from the defaults is in it; the server checks it.</summary>
internal sealed record SpecDocument(string Name)
{
    public string? Description { get; init; }

    public List<SelectDocument> Select { get; init; } = [];

    public List<SelectDocument> Exclude { get; init; } = [];

    public List<StepDocument> Steps { get; init; } = [];

    public string Title { get; init; } = "";

    public string? Branch { get; init; }

    public string? Message { get; init; }

    public string? Body { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    public IReadOnlyList<string> Reviewers { get; init; } = [];

    public IReadOnlyList<string> TeamReviewers { get; init; } = [];

    public IReadOnlyList<string> Assignees { get; init; } = [];

    public bool Draft { get; init; }
}

/// <summary>An entry of select or exclude: one of the two.</summary>
internal sealed record SelectDocument
{
    public string? Query { get; init; }

    public IReadOnlyList<string>? Repositories { get; init; }
}

internal abstract record StepDocument;

internal sealed record ReplaceStep(IReadOnlyList<string> Files, string Pattern, string With) : StepDocument;

internal sealed record RunStep(string Command) : StepDocument
{
    public string? Image { get; init; }

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();
}
