namespace Octobatch.Campaigns.Specs.Reading;

/// <summary>What holds for YAML and JSON alike while nodes are made: bounds, no key twice, no text that cannot be stored.</summary>
internal sealed class NodeBuilder(SpecErrors errors)
{
    /// <summary>No valid spec comes near, except inside the value of a <c>set</c> step.</summary>
    public const int DeepestLevel = 32;

    public const int MostNodes = 50_000;

    private int nodes;

    /// <exception cref="SpecSyntaxException">There are too many values, or they are nested too deeply.</exception>
    public void Count(Position at, int level)
    {
        if (level > DeepestLevel)
            throw new SpecSyntaxException(at, $"Values are nested more than {DeepestLevel} levels deep.");
        if (++nodes > MostNodes)
            throw new SpecSyntaxException(at, $"There are more than {MostNodes} values.");
    }

    public Node Text(string path, Position at, string text) =>
        text.Contains('\0') ? Broken(path, at, "must not contain the NUL character") : new TextNode(at, text);

    public Node Number(string path, Position at, string text) =>
        NumberText.Read(at, text) ?? Broken(path, at, "is a number that JSON cannot hold; put it in quotes");

    public Node Broken(string path, Position at, string message)
    {
        errors.Add(path, at, message);
        return new BrokenNode(at);
    }

    /// <summary>Whether the key is new in its map; else the error is told.</summary>
    public bool IsNew(HashSet<string> keys, string path, string key, Position at)
    {
        if (key.Contains('\0'))
            errors.Add(path, at, "A key must not contain the NUL character.");
        else if (!keys.Add(key))
            errors.Add(NodePath.Member(path, key), at, "is there twice");
        else
            return true;
        return false;
    }
}

/// <summary>The text is not what it says it is, or more than is read; nothing behind the place was looked at.</summary>
internal sealed class SpecSyntaxException(Position at, string message) : Exception(message)
{
    public Position At { get; } = at;
}
