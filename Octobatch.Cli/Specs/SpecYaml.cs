using System.Text;

namespace Octobatch.Cli.Specs;

/// <summary>Writes a spec as people would: in the schema's order, quotes only where they are needed, long texts as blocks.</summary>
internal static class SpecYaml
{
    /// <param name="comment">Lines above the spec.</param>
    public static string Write(SpecDocument spec, IEnumerable<string>? comment = null)
    {
        var yaml = new YamlLines();
        foreach (var line in comment ?? [])
            yaml.Line(0, $"# {line}");
        yaml.Line(0, "version: 1");
        yaml.Text(0, "name", spec.Name);
        yaml.Text(0, "description", spec.Description);
        Entries(yaml, "select", spec.Select);
        Entries(yaml, "exclude", spec.Exclude);
        yaml.Line(0, "steps:");
        foreach (var step in spec.Steps)
            Step(yaml, step);
        yaml.Line(0, "changeset:");
        yaml.Text(1, "branch", spec.Branch);
        yaml.Text(1, "message", spec.Message);
        yaml.Text(1, "title", spec.Title);
        yaml.Text(1, "body", spec.Body);
        yaml.List(1, "labels", spec.Labels);
        yaml.List(1, "reviewers", spec.Reviewers);
        yaml.List(1, "team_reviewers", spec.TeamReviewers);
        yaml.List(1, "assignees", spec.Assignees);
        if (spec.Draft)
            yaml.Line(1, "draft: true");
        return yaml.ToString();
    }

    private static void Entries(YamlLines yaml, string key, List<SelectDocument> entries)
    {
        if (entries.Count == 0)
            return;
        yaml.Line(0, key + ":");
        foreach (var entry in entries)
        {
            yaml.Text(1, "- query", entry.Query);
            yaml.List(1, "- repositories", entry.Repositories ?? []);
        }
    }

    private static void Step(YamlLines yaml, StepDocument step)
    {
        switch (step)
        {
            case ReplaceStep replace:
                yaml.Line(1, "- replace:");
                yaml.List(3, "files", replace.Files);
                yaml.Text(3, "pattern", replace.Pattern);
                yaml.Text(3, "with", replace.With);
                break;
            case RunStep run:
                yaml.Line(1, "- run:");
                yaml.Text(3, "command", run.Command);
                yaml.Text(3, "image", run.Image);
                if (run.Env.Count > 0)
                    yaml.Line(3, "env:");
                foreach (var (name, value) in run.Env)
                    yaml.Text(4, name, value);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "There is no such step.");
        }
    }
}
