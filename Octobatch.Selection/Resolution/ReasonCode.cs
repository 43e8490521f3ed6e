using System.Text.Json.Serialization;

namespace Octobatch.Selections.Resolution;

/// <summary>Why a repository is a target, or why not. Where several hold, the first in this order is told.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReasonCode>))]
public enum ReasonCode
{
    /// <summary>It is a target.</summary>
    [JsonStringEnumMemberName("selected")]
    Selected,

    /// <summary>Named, but no installation knows it.</summary>
    [JsonStringEnumMemberName("not_found")]
    NotFound,

    /// <summary>Known once; deleted, or no longer covered by the installation.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>An entry of <c>exclude</c> takes it.</summary>
    [JsonStringEnumMemberName("excluded")]
    Excluded,

    /// <summary>It has the topic <c>octobatch-ignore</c>.</summary>
    [JsonStringEnumMemberName("opted_out")]
    OptedOut,

    /// <summary>Archived repositories are read-only.</summary>
    [JsonStringEnumMemberName("archived")]
    Archived,

    /// <summary>GitHub has switched it off.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>Its installation is suspended.</summary>
    [JsonStringEnumMemberName("suspended")]
    Suspended,

    /// <summary>Its installation lacks a permission without which nothing can be published.</summary>
    [JsonStringEnumMemberName("no_permission")]
    NoPermission,

    /// <summary>The sample of the entry that takes it went to others.</summary>
    [JsonStringEnumMemberName("not_in_sample")]
    NotInSample,
}
