using System.Globalization;
using Fluid.Ast;
using Octobatch.Campaigns.Specs.Reading;
using Octobatch.Campaigns.Specs.Schema;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>Looks at every name and filter of a template.</summary>
internal sealed class TemplateNames(IReadOnlyList<bool> runSteps) : AstVisitor
{
    /// <summary>What a template may name, steps[N].output apart.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "campaign.name", "campaign.description", "campaign.url",
        "repository.name", "repository.owner", "repository.full_name", "repository.default_branch", "repository.url",
        "diff.files_changed", "diff.additions", "diff.deletions",
    ];

    /// <summary>What is wrong, and the word by which the place can be found.</summary>
    public List<(string Word, string Message)> Errors { get; } = [];

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        var name = Name(memberExpression);
        if (memberExpression.Segments is [IdentifierSegment { Identifier: "steps" }, IndexerSegment { Expression: LiteralExpression index }, IdentifierSegment { Identifier: "output" }])
            CheckStep(name, index);
        else if (!Known.Contains(name))
            Errors.Add((name.Split('[')[0], $"`{NodePath.Shorten(name)}` is not known{Hint(name)}"));
        return memberExpression;
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!TemplateParser.Filters.Contains(filterExpression.Name))
            Errors.Add((filterExpression.Name, $"the filter `{NodePath.Shorten(filterExpression.Name)}` is not known; known are {string.Join(", ", TemplateParser.Filters)}"));
        return base.VisitFilterExpression(filterExpression);
    }

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        Errors.Add(("..", "ranges are not supported"));
        return rangeExpression;
    }

    private void CheckStep(string name, LiteralExpression index)
    {
        if (!int.TryParse(index.Value.ToStringValue(), NumberStyles.None, CultureInfo.InvariantCulture, out var step) || step >= runSteps.Count)
            Errors.Add((name, $"`{NodePath.Shorten(name)}` is not known: there are {runSteps.Count} steps, counted from 0"));
        else if (!runSteps[step])
            Errors.Add((name, $"`{NodePath.Shorten(name)}` is not known: only run steps have an output"));
    }

    private static string Hint(string name) =>
        Suggestion.For(name, Known) is { } near ? $"; did you mean `{near}`?" : $"; known are {string.Join(", ", Known)}, steps[N].output";

    private static string Name(MemberExpression member) => string.Concat(member.Segments.Select((segment, i) => segment switch
    {
        IdentifierSegment { Identifier: var word } => i == 0 ? word : "." + word,
        IndexerSegment { Expression: LiteralExpression { Value: var value } } => $"[{value.ToStringValue()}]",
        _ => "[…]",
    }));
}
