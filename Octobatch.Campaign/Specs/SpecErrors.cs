using Octobatch.Campaigns.Specs.Reading;

namespace Octobatch.Campaigns.Specs;

/// <summary>Collects what is wrong, so that all of it is told at once.</summary>
internal sealed class SpecErrors
{
    /// <summary>A spec made of nothing but mistakes gets an answer of bounded size.</summary>
    public const int Maximum = 1000;

    private readonly List<SpecError> errors = [];

    public bool Any => errors.Count > 0;

    public void Add(string path, Position at, string message)
    {
        if (errors.Count < Maximum)
            errors.Add(new(path, at.Line, at.Column, message));
        else if (errors.Count == Maximum)
            errors.Add(new("", int.MaxValue, 1, $"There are more than {Maximum} errors; these are the ones found first."));
    }

    /// <summary>In the order of the text.</summary>
    public IReadOnlyList<SpecError> ToList() => [.. errors
        .OrderBy(e => e.Line).ThenBy(e => e.Column)
        .Select(e => e.Line == int.MaxValue ? e with { Line = 1 } : e)];
}
