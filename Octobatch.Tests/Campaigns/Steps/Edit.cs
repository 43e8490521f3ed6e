using System.Text.Json;
using System.Text.Json.Nodes;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>Steps in a line: <c>Edit.Delete(["a"])</c>.</summary>
internal static class Edit
{
    public static Step Replace(IReadOnlyList<string> files, string pattern, string with) => new() { Replace = new(files, pattern, with) };

    public static Step Write(string file, string content, WriteWhen when = WriteWhen.Always) => new() { Write = new(file, content, when) };

    public static Step Delete(IReadOnlyList<string> files) => new() { Delete = new(files) };

    public static Step Move(string from, string to) => new() { Move = new(from, to) };

    public static Step Set(string file, string path, JsonNode? value) => new() { Set = new(file, path, JsonSerializer.SerializeToElement(value)) };

    public static Step Patch(string diff) => new() { Patch = diff };
}
