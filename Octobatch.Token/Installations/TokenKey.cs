namespace Octobatch.Tokens.Installations;

/// <summary>Which token: of which installation, and how narrow. API base and App are the same for a whole process.</summary>
/// <param name="Scope">A <see cref="TokenScope.Canonical"/>.</param>
public readonly record struct TokenKey(long Installation, string Scope)
{
    public override string ToString() => Scope.Length == 0 ? $"installation:{Installation}" : $"installation:{Installation};{Scope}";
}
