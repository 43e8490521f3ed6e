namespace Octobatch.GitHubSimulator.Http;

/// <summary>What a handler says to a request; the pipeline writes it.</summary>
internal sealed class Answer
{
    public const string Documentation = "https://docs.github.com/rest";

    public required int Status { get; init; }

    /// <summary>Serialised as JSON; null for no body.</summary>
    public object? Body { get; init; }

    /// <summary>Written as it is, instead of <see cref="Body"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Writes the body itself, instead of <see cref="Body"/>.</summary>
    public Func<HttpResponse, Task>? Stream { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static Answer Ok(object body) => new() { Status = 200, Body = body };

    public static Answer Created(object body, string? location = null) =>
        new() { Status = 201, Body = body, Headers = location is null ? [] : [("Location", location)] };

    public static Answer Accepted(object body) => new() { Status = 202, Body = body };

    public static Answer NoContent() => new() { Status = 204 };

    /// <summary>An error in GitHub's form.</summary>
    public static Answer Refused(int status, string message, string documentation = Documentation) => new()
    {
        Status = status,
        Body = new ErrorBody(message, documentation, status.ToString()),
    };

    public static Answer NotFound(string documentation = Documentation) => Refused(404, "Not Found", documentation);

    /// <summary>A request whose content GitHub could read but not accept; <paramref name="errors"/> say which field and why.</summary>
    public static Answer Invalid(string message, string documentation = Documentation, params IReadOnlyList<object> errors) => new()
    {
        Status = 422,
        Body = errors.Count is 0
            ? new ErrorBody(message, documentation, "422")
            : new { Message = message, Errors = errors, DocumentationUrl = documentation, Status = "422" },
    };

    public Answer With(string name, string value) => new()
    {
        Status = Status,
        Body = Body,
        Bytes = Bytes,
        Stream = Stream,
        ContentType = ContentType,
        Headers = [.. Headers, (name, value)],
    };

    private sealed record ErrorBody(string Message, string DocumentationUrl, string Status);
}
