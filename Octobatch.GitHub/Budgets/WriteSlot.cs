namespace Octobatch.GitHub.Budgets;

/// <summary>The moment at which one writing request may be sent. Good for that moment only: a later one needs a new slot.</summary>
/// <param name="At">When to send.</param>
public readonly record struct WriteSlot(DateTimeOffset At)
{
    /// <summary>How much later than <see cref="At"/> the request may still leave.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);
}

/// <summary>A slot, or the time when to ask again.</summary>
public readonly record struct WriteAnswer(bool Granted, DateTimeOffset At);
