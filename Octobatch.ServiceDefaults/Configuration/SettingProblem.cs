namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>One thing wrong with the configuration. The message names the variable and never contains its value if it is secret.</summary>
/// <param name="Variable">The flat name, such as <c>OCTOBATCH_SERVICE_KEY</c>.</param>
/// <param name="Message">What is wrong and what to do, beginning with the variable's name.</param>
public sealed record SettingProblem(string Variable, string Message)
{
    /// <summary>The dependency whose health check reports this, or null.</summary>
    public string? Dependency { get; init; }

    public override string ToString() => Message;
}
