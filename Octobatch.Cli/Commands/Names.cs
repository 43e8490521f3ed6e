using System.CommandLine;

namespace Octobatch.Cli.Commands;

/// <summary>Names that commands take, and that go into paths of the API.</summary>
internal static class Names
{
    public static Argument<string> Campaign(string description = "The campaign") => Checked(new Argument<string>("NAME") { Description = description });

    public static Argument<string?> OptionalCampaign(string description) =>
        Checked(new Argument<string?>("NAME") { Description = description, Arity = ArgumentArity.ZeroOrOne });

    /// <summary>The path of a campaign, from the API's root.</summary>
    public static string PathOf(string campaign) => $"api/campaigns/{campaign}";

    /// <summary><c>owner/name</c> as two segments of a path.</summary>
    /// <exception cref="StopException">It is something else.</exception>
    public static string RepositoryPath(string repository)
    {
        var parts = repository.Split('/');
        return parts.Length == 2 && parts.All(p => p.Length > 0 && p is not "." and not ".." && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            ? repository
            : throw new StopException(ExitCode.Invalid, $"'{repository}' is no repository; one is written owner/name.");
    }

    private static Argument<T> Checked<T>(Argument<T> argument)
    {
        argument.Validators.Add(result =>
        {
            var name = result.Tokens.Count == 1 ? result.Tokens[0].Value : null;
            if (name is not null && (name.Length is 0 or > 63 || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')))
                result.AddError($"'{name}' is no name of a campaign: they have a-z, 0-9 and -, at most 63 of them.");
        });
        return argument;
    }
}
