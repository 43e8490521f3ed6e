namespace Octobatch.Campaigns.Specs;

/// <summary>One thing that is wrong with a spec, and where.</summary>
/// <param name="Path">Such as <c>steps[0].replace.pattern</c>; empty for the spec as a whole.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
public sealed record SpecError(string Path, int Line, int Column, string Message);
