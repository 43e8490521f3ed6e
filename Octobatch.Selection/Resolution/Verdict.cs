namespace Octobatch.Selections.Resolution;

/// <summary>Decides about a candidate and says why. Pure.</summary>
internal static class Verdict
{
    /// <summary>What speaks against a repository whichever entry takes it; null when nothing does.</summary>
    public static ReasonCode? Against(Candidate candidate, IReadOnlyDictionary<long, InstallationState> installations) => candidate switch
    {
        { Id: null } => ReasonCode.NotFound,
        { RemovedAt: not null } => ReasonCode.Removed,
        { ExcludedBy: not null } => ReasonCode.Excluded,
        { OptedOut: true } => ReasonCode.OptedOut,
        { Archived: true } => ReasonCode.Archived,
        { Disabled: true } => ReasonCode.Disabled,
        _ when installations[candidate.InstallationId].Suspended => ReasonCode.Suspended,
        _ when installations[candidate.InstallationId].Missing.Count > 0 => ReasonCode.NoPermission,
        _ => null,
    };

    public static Target Of(Candidate candidate, Selection selection, IReadOnlyDictionary<long, InstallationState> installations)
    {
        var code = Against(candidate, installations) ?? (candidate.Taken ? ReasonCode.Selected : ReasonCode.NotInSample);
        var installation = installations.GetValueOrDefault(candidate.InstallationId);
        var entry = selection.Select[candidate.Entry!.Value];
        return new($"{candidate.Owner}/{candidate.Name}", code == ReasonCode.Selected, Words(code, candidate, entry, installation), code, entry.Index)
        {
            RepositoryId = candidate.Id,
            NodeId = candidate.NodeId,
            InstallationId = candidate.Id is null ? null : candidate.InstallationId,
            DefaultBranch = candidate.DefaultBranch,
            Exclude = code == ReasonCode.Excluded ? candidate.ExcludedBy : null,
            RenamedFrom = candidate.RenamedFrom,
            MissingPermissions = code == ReasonCode.NoPermission ? installation!.Missing : null,
        };
    }

    private static string Words(ReasonCode code, Candidate candidate, Entry entry, InstallationState? installation) => code switch
    {
        ReasonCode.NotFound =>
            $"select[{entry.Index}] names it, but no installation knows it: its name is misspelt, or the GitHub App may not see it",
        ReasonCode.Removed =>
            $"select[{entry.Index}] names it, but since {candidate.RemovedAt:yyyy-MM-dd} it is deleted or the GitHub App may not see it",
        ReasonCode.Excluded => $"exclude[{candidate.ExcludedBy}] takes it out",
        ReasonCode.OptedOut => $"it has the topic {CandidateReader.IgnoreTopic}",
        ReasonCode.Archived => "it is archived",
        ReasonCode.Disabled => "GitHub has disabled it",
        ReasonCode.Suspended => $"the installation of {installation!.Account} is suspended",
        ReasonCode.NoPermission => $"the installation of {installation!.Account} does not grant {string.Join(", ", installation.Missing)}",
        ReasonCode.NotInSample => $"select[{entry.Index}] takes it, but it is not in the sample of {entry.Sample}",
        _ when entry.Query is null => candidate.RenamedFrom is { } former
            ? $"select[{entry.Index}] names it by its former name {former}"
            : $"select[{entry.Index}] names it",
        _ => $"select[{entry.Index}] takes it",
    };
}
