namespace Octobatch.GitHub.Budgets;

/// <summary>The moment at which one writing request may be sent. Good until the next one's begins: who comes later needs a new slot.</summary>
/// <param name="At">When to send.</param>
public readonly record struct WriteSlot(DateTimeOffset At);

/// <summary>A slot, or the time when to ask again.</summary>
public readonly record struct WriteAnswer(bool Granted, DateTimeOffset At);
