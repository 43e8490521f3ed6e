namespace Octobatch.Selections.Queries;

/// <summary>What a number or a time is compared with. <paramref name="Upper"/> is the end of a range and default otherwise.</summary>
public sealed record Bounds<T>(Relation Relation, T Value, T Upper) where T : struct
{
    public override string ToString() => Relation switch
    {
        Relation.Greater => $">{Value}",
        Relation.GreaterOrEqual => $">={Value}",
        Relation.Less => $"<{Value}",
        Relation.LessOrEqual => $"<={Value}",
        Relation.Between => $"{Value}..{Upper}",
        _ => $"{Value}",
    };
}

public enum Relation
{
    Equal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,

    /// <summary>Both ends included.</summary>
    Between,
}
