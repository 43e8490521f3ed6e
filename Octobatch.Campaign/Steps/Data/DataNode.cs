namespace Octobatch.Campaigns.Steps.Data;

internal enum DataKind
{
    Mapping,
    Sequence,

    /// <summary>Text in quotes, or in a YAML block.</summary>
    Text,

    /// <summary>A scalar without quotes: number, true, null, in YAML also text.</summary>
    Plain,

    /// <summary>A YAML alias of another node.</summary>
    Alias,
}

/// <summary>A value of a JSON or YAML file, and where it stands: from <see cref="Start"/> to before <see cref="End"/>, in characters.</summary>
internal sealed class DataNode(DataKind kind, int start)
{
    public DataKind Kind => kind;

    public int Start => start;

    public int End { get; set; }

    /// <summary>What a scalar says, without quotes and escapes; an alias's name.</summary>
    public string Text { get; init; } = "";

    /// <summary>A YAML tag, as it is written.</summary>
    public string Tag { get; init; } = "";

    public string? Anchor { get; init; }

    /// <summary>In brackets or braces, as always in JSON.</summary>
    public bool IsFlow { get; init; }

    /// <summary>The quote of a text: ", ' or, for YAML's blocks, |.</summary>
    public char Quote { get; init; }

    public List<DataEntry> Entries { get; } = [];

    public bool IsCollection => kind is DataKind.Mapping or DataKind.Sequence;

    public bool IsNull => kind == DataKind.Plain && Tag.Length == 0 && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>This node and all within.</summary>
    public IEnumerable<DataNode> All() => Entries.SelectMany(entry => entry.Value.All()).Prepend(this);
}

/// <summary>A key and its value, or an item of a sequence, whose key is null.</summary>
internal sealed record DataEntry(string? Key, int KeyStart, int KeyEnd, DataNode Value)
{
    /// <summary>Where the entry begins.</summary>
    public int Start => Key is null ? Value.Start : KeyStart;
}
