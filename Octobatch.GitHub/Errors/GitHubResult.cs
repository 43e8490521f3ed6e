using System.Diagnostics.CodeAnalysis;

namespace Octobatch.GitHub.Errors;

/// <summary>A value from GitHub, or why there is none.</summary>
public readonly record struct GitHubResult<T>
{
    private GitHubResult(T? value, GitHubError? error) => (Value, Error) = (value, error);

    public T? Value { get; }

    public GitHubError? Error { get; }

    /// <summary>Where GitHub has moved what was asked for: the repository was renamed or transferred. Null: it has not moved.</summary>
    public Uri? MovedTo { get; init; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Ok => Error is null;

    public static implicit operator GitHubResult<T>(T value) => new(value, null);

    public static implicit operator GitHubResult<T>(GitHubError error) => new(default, error);

    /// <summary>The same error, or the value turned into another.</summary>
    public GitHubResult<TOther> Map<TOther>(Func<T, TOther> map) =>
        Ok ? new GitHubResult<TOther>(map(Value), null) { MovedTo = MovedTo } : Error;

    /// <summary>The same error, or what comes of the value.</summary>
    public GitHubResult<TOther> Then<TOther>(Func<T, GitHubResult<TOther>> next) =>
        Ok ? next(Value) with { MovedTo = MovedTo } : Error;
}

/// <summary>The value of a call that has nothing to return.</summary>
public readonly record struct Done;
