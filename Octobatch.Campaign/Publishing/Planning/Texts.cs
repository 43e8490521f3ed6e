using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Publishing.Planning;

/// <summary>Title and body: ours, somebody's, or due for a change.</summary>
internal static class Texts
{
    /// <summary>Whether the text is neither what Octobatch wrote last nor what it would write.</summary>
    public static bool IsEdited(Recorded row, Wanted wanted, ObservedPull pull) =>
        pull.Text != row.Text && wanted.Text is not null && pull.Text != wanted.Text;

    /// <summary>An edited text is written over only where the campaign or a person says so.</summary>
    public static bool NeedWriting(Recorded row, Wanted wanted, ObservedPull pull) =>
        wanted.Text is not null
        && (IsEdited(row, wanted, pull)
            ? wanted.Drift is DriftPolicy.Overwrite || row.Asked is Asked.UpdateText
            : pull.Text != wanted.Text || IsMarkerOld(wanted, pull));

    // A marker that somebody took out is no reason to write; one that names another patch would mislead.
    private static bool IsMarkerOld(Wanted wanted, ObservedPull pull) =>
        pull.Marker is { } marker && wanted.Change?.Patch is { } patch && marker.Patch != patch;
}
