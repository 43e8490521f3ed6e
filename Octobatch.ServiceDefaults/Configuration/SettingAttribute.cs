namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>
/// Names the flat environment variable that sets a property, and the usual .NET key that sets it too.
/// The flat name wins. Both stand here and nowhere else, so the chart's variables can be compared with what is read.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string variable, params string[] keys) : Attribute
{
    /// <summary>The public name, such as <c>OCTOBATCH_POSTGRES_DSN</c>.</summary>
    public string Variable { get; } = variable;

    /// <summary>Configuration keys that are asked in order when the flat name is not set, such as <c>ConnectionStrings:postgres</c>.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;

    /// <summary>What to set it to; said when it is missing. A setting without it may be missing.</summary>
    public string? Required { get; init; }

    /// <summary>The value must never be shown: logs, errors and traces replace it wherever it appears.</summary>
    public bool Secret { get; init; }
}
