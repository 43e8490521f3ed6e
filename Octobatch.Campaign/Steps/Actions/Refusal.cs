namespace Octobatch.Campaigns.Steps.Actions;

/// <summary>Why a step cannot be done, before it is known which step of the spec that was.</summary>
internal sealed record Refusal(string? Path, string Reason);
