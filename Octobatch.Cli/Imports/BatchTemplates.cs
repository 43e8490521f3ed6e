using System.Text.RegularExpressions;

namespace Octobatch.Cli.Imports;

/// <summary>Titles, bodies and messages of Sourcegraph's templates as Octobatch's.</summary>
internal sealed partial class BatchTemplates(List<string> notes)
{
    public string? Convert(string? text, string path)
    {
        if (text is null)
            return null;
        var result = Pieces().Replace(text, match => match.Groups["expression"] is { Success: true, Value: var expression }
            ? Expression(expression.Trim(), path)
            : "{{ '" + match.Value + "' }}"); // braces that were plain text there would be a template here
        return result;
    }

    private string Expression(string expression, string path)
    {
        var name = expression switch
        {
            "repository.name" => "repository.full_name",
            "batch_change.name" => "campaign.name",
            "batch_change.description" => "campaign.description",
            _ => null,
        };
        if (name is null)
            notes.Add($"{path}: ${{{{ {expression} }}}} is left out");
        else if (name == "repository.full_name")
            notes.Add($"{path}: repository.name was github.com/owner/name; repository.full_name is owner/name");
        return name is null ? "" : $"{{{{ {name} }}}}";
    }

    [GeneratedRegex(@"\$\{\{(?<expression>.*?)\}\}|\{\{|\{%", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pieces();
}
