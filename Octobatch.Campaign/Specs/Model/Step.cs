using System.Text.Json;
using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Specs.Model;

/// <summary>One edit of a repository's files: exactly one of these is not null.</summary>
public sealed record Step
{
    public ReplaceStep? Replace { get; init; }

    public WriteStep? Write { get; init; }

    public DeleteStep? Delete { get; init; }

    public MoveStep? Move { get; init; }

    public SetStep? Set { get; init; }

    /// <summary>A unified diff.</summary>
    public string? Patch { get; init; }

    public RunStep? Run { get; init; }

    internal Step Filled() => Run is null ? this : this with { Run = Run.Filled() };
}

/// <param name="Files">Globs.</param>
/// <param name="Pattern">See <see cref="Meaning.Patterns.Compile"/>.</param>
/// <param name="With">In .NET's language of replacements.</param>
public sealed record ReplaceStep(IReadOnlyList<string> Files, string Pattern, string With);

public sealed record WriteStep(string File, string Content, WriteWhen When = WriteWhen.Always);

/// <param name="Files">Globs.</param>
public sealed record DeleteStep(IReadOnlyList<string> Files);

public sealed record MoveStep(string From, string To);

/// <param name="Path">Keys with dots between them.</param>
/// <param name="Value">Any JSON value; the order of its keys is the order in which they are written.</param>
public sealed record SetStep(string File, string Path, JsonElement Value);

public sealed record RunStep
{
    public required string Command { get; init; }

    /// <summary>The container image, where commands run in containers.</summary>
    public string? Image { get; init; }

    [JsonConverter(typeof(Timeouts))]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    internal RunStep Filled() => this with { Env = new SortedDictionary<string, string>(Env.ToDictionary(), StringComparer.Ordinal) };
}

/// <summary>On which files a <c>write</c> step acts.</summary>
public enum WriteWhen
{
    Always,
    Missing,
    Exists,
}
