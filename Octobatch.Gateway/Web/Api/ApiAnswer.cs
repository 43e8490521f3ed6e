using System.Diagnostics.CodeAnalysis;

namespace Octobatch.Gateway.Web.Api;

/// <summary>What the API answered: a value, or why there is none.</summary>
public readonly struct ApiAnswer<T>
{
    private ApiAnswer(T? value, ApiProblem? problem) => (Value, Problem) = (value, problem);

    public T? Value { get; }

    public ApiProblem? Problem { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Problem is null;

    public static implicit operator ApiAnswer<T>(T value) => new(value, null);

    public static implicit operator ApiAnswer<T>(ApiProblem problem) => new(default, problem);
}

/// <summary>An answer of which only its coming matters.</summary>
internal sealed record Done;

/// <summary>One page of a list.</summary>
/// <param name="Next">Give it as <c>after</c> to get the page that follows; null on the last.</param>
public sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Next)
{
    public static readonly ApiPage<T> Empty = new([], null);
}
