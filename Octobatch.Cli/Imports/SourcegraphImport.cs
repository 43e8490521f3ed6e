using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Imports;

/// <summary>From a Sourcegraph batch spec (https://sourcegraph.com/docs/batch-changes/batch-spec-yaml-reference).</summary>
internal sealed class SourcegraphImport
{
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["workspaces"] = "the steps run once in each repository, not in folders of it",
        ["transformChanges"] = "each repository has one pull request; split the campaign if there must be more",
        ["importChangesets"] = "pull requests that exist already cannot be taken in",
    };

    private readonly List<string> notes = [];
    private readonly BatchTemplates templates;

    private SourcegraphImport() => templates = new(notes);

    public static bool Recognises(YamlMap file) => file.Has("on") || file.Has("changesetTemplate") || file.Has("importChangesets");

    public static Imported Read(YamlMap file)
    {
        var import = new SourcegraphImport();
        return new(import.Spec(file), import.notes);
    }

    private SpecDocument Spec(YamlMap file)
    {
        file.Text("version");
        var given = file.Text("name") ?? "";
        var name = CampaignNames.Of(given);
        if (name != given)
            notes.Add($"name: '{given}' is now '{name}': names have a-z, 0-9 and -");
        var select = file.Maps("on").SelectMany((on, i) => Selection(on, $"on[{i}]")).ToList();
        if (select.Count == 0)
        {
            notes.Add("on: nothing of it can be carried over; put the repositories in place of OWNER/NAME");
            select.Add(Imported.PlaceholderSelection);
        }

        var steps = file.Maps("steps").Select(StepDocument (step, i) => Step(step, $"steps[{i}]")).ToList();
        if (steps.Count == 0)
        {
            notes.Add("steps: there are none; put the command in place of CHANGE-ME");
            steps.Add(new RunStep("CHANGE-ME"));
        }

        var spec = Changeset(file.Map("changesetTemplate"), new SpecDocument(name) { Description = file.Text("description"), Select = select, Steps = steps });
        foreach (var key in file.Left)
            notes.Add($"{key}: {Elsewhere.GetValueOrDefault(key, "Octobatch has no such thing")}");
        return spec;
    }

    private IEnumerable<SelectDocument> Selection(YamlMap on, string path)
    {
        if (on.Text("repositoriesMatchingQuery") is { } query)
        {
            if (SourcegraphQuery.Convert(query, $"{path}.repositoriesMatchingQuery", notes) is { } converted)
                yield return new() { Query = converted };
        }
        else if (on.Text("repository") is { } repository)
        {
            if (on.Has("branch") || on.Has("branches"))
                notes.Add($"{path}: the branch; Octobatch changes default branches");
            if (repository.StartsWith("github.com/", StringComparison.Ordinal))
                yield return new() { Repositories = [repository["github.com/".Length..]] };
            else
                notes.Add($"{path}: {repository} is not on github.com; if your GitHub has it, add it as owner/name");
        }
    }

    private RunStep Step(YamlMap step, string path)
    {
        var command = step.Text("run") ?? "CHANGE-ME";
        if (command.Contains("${{", StringComparison.Ordinal))
            notes.Add($"{path}.run: commands are no templates; write something else for ${{{{ … }}}}");
        var env = new Dictionary<string, string>(StringComparer.Ordinal);
        if (step.Map("env") is { } variables)
        {
            foreach (var name in variables.Keys)
                Variable(name, variables.Text(name) ?? "");
        }

        foreach (var one in step.Maps("env"))
        {
            foreach (var name in one.Keys)
                Variable(name, one.Text(name) ?? "");
        }

        foreach (var name in step.Texts("env"))
            notes.Add($"{path}.env: {name} came from the environment of whoever ran it; give its value, but no secret");
        if (step.Has("if"))
            notes.Add($"{path}.if: the step now runs in every repository; let the command look for itself");
        if (step.Has("files"))
            notes.Add($"{path}.files: write the files in the command");
        if (step.Has("outputs"))
            notes.Add($"{path}.outputs: titles and bodies have what a step printed, as steps[N].output");
        if (step.Has("mount"))
            notes.Add($"{path}.mount: nothing is mounted; put the files into the image");
        return new(command) { Image = step.Text("container"), Env = env };

        void Variable(string name, string value)
        {
            if (value.Contains("${{", StringComparison.Ordinal))
                notes.Add($"{path}.env.{name}: values are no templates");
            else
                env[name] = value;
        }
    }

    private SpecDocument Changeset(YamlMap? template, SpecDocument spec)
    {
        if (template is null)
        {
            notes.Add("changesetTemplate: there is none; the title is the name");
            return spec with { Title = spec.Name };
        }

        var commit = template.Map("commit");
        if (commit?.Has("author") == true)
            notes.Add("changesetTemplate.commit.author: commits are the GitHub App's");
        if (template.Flag("fork"))
            notes.Add("changesetTemplate.fork: branches are pushed to the repository itself");
        var published = template.Text("published");
        if (published is null && template.Has("published"))
            notes.Add("changesetTemplate.published: choose with `octobatch publish NAME --only …`");
        if (published == "true")
            notes.Add("changesetTemplate.published: nothing is published by itself; `octobatch publish` does it");
        return spec with
        {
            Title = templates.Convert(template.Text("title") ?? spec.Name, "changesetTemplate.title")!,
            Body = templates.Convert(template.Text("body"), "changesetTemplate.body"),
            Message = templates.Convert(commit?.Text("message"), "changesetTemplate.commit.message"),
            Branch = Branch(template.Text("branch")),
            Draft = published == "draft",
        };
    }

    private string? Branch(string? branch)
    {
        if (branch?.Contains("${{", StringComparison.Ordinal) != true)
            return branch;
        notes.Add("changesetTemplate.branch: branches are no templates; it is now the default");
        return null;
    }
}
