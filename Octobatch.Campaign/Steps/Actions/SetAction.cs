using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps.Data;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Actions;

internal sealed class SetAction : StepAction
{
    private readonly SetStep _step;
    private readonly JsonNode? _value;
    private readonly PathSegment[] _path = [];

    public SetAction(SetStep step)
    {
        _step = step;
        _value = step.Value.Deserialize<JsonNode>();
        Problem = FirstProblem([step.File]);
        if (Problem is not null) return;
        (var path, Problem) = SetPath.Parse(step.Path);
        _path = [.. path];
    }

    public override IEnumerable<string> Paths => [_step.File];

    public override Refusal? Apply(WorkingTree tree)
    {
        if (tree.Find(_step.File) is not { } file) return null;
        if (WorkingTree.Editable(_step.File, file) is { } linked) return linked;
        if (tree.Read(_step.File, file, out var content) is { } tooLarge) return tooLarge;
        if (FileText.IsBinary(content.Span)) return new(_step.File, "the file is binary");
        var text = FileText.Of(content.Span);
        if (!text.IsUtf8) return new(_step.File, "the file is not UTF-8");
        var isJson = IsJson(text.Text);
        if (isJson is null) return new(_step.File, "the file is neither JSON nor YAML by its name");
        var (after, problem) = Set(isJson.Value ? Bytes.Utf8ToText(text.Text) : text.Text, isJson.Value);
        if (after is null) return new(_step.File, problem!);
        if (isJson.Value) after = System.Text.Encoding.UTF8.GetString(Bytes.Of(after));
        return after == text.Text ? null : tree.Write(_step.File, text.Encode(after)!);
    }

    private (string? Text, string? Problem) Set(string text, bool isJson)
    {
        var (root, notRead) = Parse(text, isJson);
        if (root is null) return (null, notRead);
        var (target, notFound) = SetTarget.Find(root, _path, _value);
        if (target is null) return (null, notFound);
        if (target.Added is null && DataComparison.Says(target.Node, target.Value)) return (text, null);
        var (after, notSet) = isJson ? (JsonEditor.Set(text, root, target), null) : YamlEditor.Set(text, root, target);
        return after is null ? (null, notSet) : Verified(root, after, isJson);
    }

    // Layouts are endless; a result that does not say what was meant, and else what it said before, is not kept.
    private (string? Text, string? Problem) Verified(DataNode before, string text, bool isJson)
    {
        var (after, _) = Parse(text, isJson);
        var isRight = after is not null
            && SetTarget.Find(after, _path, _value).Target is { Added: null } target
            && DataComparison.Says(target.Node, _value)
            && DataComparison.SameBeside(before, after, _path);
        return isRight ? (text, null) : (null, $"the file is laid out in a way in which {_step.Path} cannot be set without changing more");
    }

    private static (DataNode? Root, string? Problem) Parse(string text, bool isJson) => isJson ? JsonTree.Parse(text) : YamlTree.Parse(text);

    // Dot files of JSON often have no ending (.babelrc, .eslintrc).
    private bool? IsJson(string text) => Path.GetExtension(_step.File).ToLowerInvariant() switch
    {
        ".yml" or ".yaml" => false,
        ".json" or ".jsonc" or ".json5" or ".webmanifest" or ".code-workspace" => true,
        _ => text.AsSpan().TrimStart() is ['{' or '[', ..] ? true : null,
    };
}
