namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Every problem found in this service's configuration at start; told by the log and by <c>/healthz</c> in the same words.</summary>
public sealed class ConfigurationProblems
{
    private readonly List<SettingProblem> problems = [];

    public IReadOnlyList<SettingProblem> All => problems;

    /// <summary>Problems that no dependency's check reports.</summary>
    public IEnumerable<SettingProblem> TopLevel => problems.Where(p => p.Dependency is null);

    /// <summary>Problems of one dependency's settings, as one sentence, or null when there are none.</summary>
    public string? Of(string dependency)
    {
        var own = problems.Where(p => p.Dependency == dependency).Select(p => p.Message).ToList();
        return own.Count == 0 ? null : string.Join("; ", own);
    }

    internal ICollection<SettingProblem> Sink => problems;
}
