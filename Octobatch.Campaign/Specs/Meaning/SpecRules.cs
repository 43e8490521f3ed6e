using Octobatch.Campaigns.Specs.Reading;
using Octobatch.Campaigns.Steps;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>What no single value shows: how the parts of a spec fit together. Says nothing of parts that the schema refuses.</summary>
internal sealed class SpecRules(RunStepSettings runSteps, SpecErrors errors)
{
    /// <param name="name">The name that the spec must have, if it is a new version of a campaign.</param>
    public void Check(MapNode spec, string? name)
    {
        if (name is not null && spec.Find("name")?.Value is TextNode { Text: var written } node && written != name)
            errors.Add("name", node.At, $"must stay {name}: a campaign's name never changes");
        foreach (var (entry, path) in Items(spec, "select"))
            CheckSample(entry, path);
        foreach (var (step, path) in Items(spec, "steps"))
            CheckStep(step, path);
        if (spec.Find("select")?.Value is ListNode { Items.Count: var select } && spec.Find("exclude")?.Value is ListNode { Items.Count: var exclude } list && select + exclude > 100)
            errors.Add("exclude", list.At, $"select and exclude have at most 100 entries together, not {select + exclude}");
        CheckTemplates(spec);
        if (spec.Find("publish")?.Value is MapNode publish)
            CheckPublish(publish);
    }

    private void CheckSample(MapNode entry, string path)
    {
        if (entry.Find("sample") is { } sample && entry.Find("query") is null)
            errors.Add(NodePath.Member(path, "sample"), sample.KeyAt, "is taken of a query; there is none beside it");
    }

    private void CheckStep(MapNode step, string path)
    {
        if (step.Find("move")?.Value is MapNode move
            && move.Find("from")?.Value is TextNode from && move.Find("to")?.Value is TextNode to && from.Text == to.Text)
            errors.Add($"{path}.move.to", to.At, "is where the file is already");
        if (step.Find("run") is not { } run)
            return;
        var image = (run.Value as MapNode)?.Find("image")?.Value as TextNode;
        if (runSteps.Mode == RunStepMode.Off)
            errors.Add($"{path}.run", run.KeyAt, "run steps are switched off here (OCTOBATCH_RUN_STEPS)");
        else if (runSteps.ImageProblem(image?.Text) is { } problem)
            errors.Add(image is null ? $"{path}.run" : $"{path}.run.image", image?.At ?? run.KeyAt, problem);
    }

    private void CheckTemplates(MapNode spec)
    {
        if (spec.Find("changeset")?.Value is not MapNode changeset)
            return;
        var steps = spec.Find("steps")?.Value is ListNode list ? list.Items.ConvertAll(s => s is MapNode step && step.Find("run") is not null) : [];
        foreach (var key in (string[])["message", "title", "body"])
        {
            if (changeset.Find(key)?.Value is not TextNode text)
                continue;
            foreach (var error in Templates.Check(text.Text, steps))
                errors.Add($"changeset.{key}", text.At, error);
        }
    }

    private void CheckPublish(MapNode publish)
    {
        if (publish.Find("window")?.Value is MapNode window && window.Find("days") is null && window.Find("hours") is null)
            errors.Add("publish.window", window.At, "needs `days` or `hours`");
        if (publish.Find("waves")?.Value is not ListNode waves)
            return;
        var before = (Percent: false, Amount: 0L);
        for (var i = 0; i < waves.Items.Count; i++)
        {
            if (WaveOf(waves.Items[i]) is not { } wave)
                return; // the schema has said so
            if (wave.Percent == before.Percent ? wave.Amount <= before.Amount : before.Percent)
                errors.Add($"publish.waves[{i}]", waves.Items[i].At, "must be more than the wave before; numbers come before percentages");
            before = wave;
        }
    }

    private static (bool Percent, long Amount)? WaveOf(Node node) => node switch
    {
        NumberNode { Whole: { } count } => (false, count),
        TextNode { Text: var text } when text.EndsWith('%') && int.TryParse(text.AsSpan(0, text.Length - 1), out var percent) => (true, percent),
        _ => null,
    };

    private static IEnumerable<(MapNode Item, string Path)> Items(MapNode spec, string key) =>
        spec.Find(key)?.Value is ListNode list
            ? list.Items.Select((item, i) => (Item: item as MapNode, Path: NodePath.Item(key, i))).Where(x => x.Item is not null).Select(x => (x.Item!, x.Path))
            : [];
}
