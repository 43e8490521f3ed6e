using Octobatch.GitHubSimulator.Owners;

namespace Octobatch.GitHubSimulator.Issues;

/// <summary>A comment on a pull request.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Body">Its text, in Markdown.</param>
/// <param name="CreatedAt">When.</param>
public sealed record Comment(long Id, Owner Author, string Body, DateTimeOffset CreatedAt);

/// <summary>A label of a repository.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name; case does not matter.</param>
/// <param name="Color">Six hexadecimal digits.</param>
/// <param name="Description">What it means.</param>
public sealed record Label(long Id, string Name, string Color, string? Description);
