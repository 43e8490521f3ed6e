using Octobatch.GitHub.Requests;

namespace Octobatch.GitHub.Budgets;

/// <summary>GitHub said no because of a limit.</summary>
/// <param name="SentAt">When the refused request was sent: refusals of requests that were under way together count as one.</param>
/// <param name="Until">When GitHub says to come again. Null: it did not say, so at least a minute, growing.</param>
/// <param name="Primary">The primary limit that is used up; null for a secondary refusal, which closes the whole installation.</param>
public sealed record Refusal(DateTimeOffset SentAt, DateTimeOffset? Until, GitHubResource? Primary);
