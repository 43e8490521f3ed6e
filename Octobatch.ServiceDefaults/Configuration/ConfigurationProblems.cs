using System.Collections.Immutable;

namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>
/// Every problem found in this service's configuration; told by the log and by <c>/healthz</c> in the same words. Most are found at
/// start; what only an outside system can tell is added and taken back while the service runs.
/// </summary>
public sealed class ConfigurationProblems
{
    private ImmutableArray<SettingProblem> problems = [];

    public IReadOnlyList<SettingProblem> All => problems;

    /// <summary>Problems that no dependency's check reports.</summary>
    public IEnumerable<SettingProblem> TopLevel => problems.Where(p => p.Dependency is null);

    /// <summary>Problems of one dependency's settings, as one sentence, or null when there are none.</summary>
    public string? Of(string dependency)
    {
        var own = problems.Where(p => p.Dependency == dependency).Select(p => p.Message).ToList();
        return own.Count == 0 ? null : string.Join("; ", own);
    }

    public void Add(SettingProblem problem) => ImmutableInterlocked.Update(ref problems, (all, one) => all.Add(one), problem);

    /// <summary>Takes back a problem that was added.</summary>
    public void Remove(SettingProblem problem) => ImmutableInterlocked.Update(ref problems, (all, one) => all.Remove(one), problem);
}
