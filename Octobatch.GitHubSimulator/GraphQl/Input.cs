namespace Octobatch.GitHubSimulator.GraphQl;

/// <summary>The input of a mutation.</summary>
internal sealed class Input(IReadOnlyDictionary<string, object?> values)
{
    public string this[string name] => (string)values[name]!;

    public string? Text(string name) => values.GetValueOrDefault(name) as string;

    public bool Is(string name) => values.GetValueOrDefault(name) is true;

    public bool Has(string name) => values.GetValueOrDefault(name) is not null;

    public IReadOnlyList<string> Texts(string name) => values.GetValueOrDefault(name) is IEnumerable<object?> list ? [.. list.OfType<string>()] : [];

    public IReadOnlyList<Input> Inputs(string name) => values.GetValueOrDefault(name) is IEnumerable<object?> list
        ? [.. list.OfType<IDictionary<string, object?>>().Select(item => new Input(item.AsReadOnly()))]
        : [];

    public Input? Inner(string name) => values.GetValueOrDefault(name) is IDictionary<string, object?> inner ? new Input(inner.AsReadOnly()) : null;
}
