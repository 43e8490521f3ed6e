using System.CommandLine;
using System.CommandLine.Parsing;
using Octobatch.Cli.Configuration;

namespace Octobatch.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class SharedOptions
{
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = $"Where Octobatch is; else {Connection.UrlVariable}, else what `octobatch login` saved",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<string?> Key { get; } = new("--key")
    {
        Description = $"The API key; else {Connection.KeyVariable}, else what `octobatch login` saved. Other users of the machine can see flags: prefer the variable",
        HelpName = "KEY",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Answer with the API's own JSON", Recursive = true };

    /// <summary>Whether it was typed, be its value right or wrong: a wrong one has no value to ask for.</summary>
    public static bool Has(this CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    public static Option<int?> Limit()
    {
        var limit = new Option<int?>("--limit") { Description = "How many to list at most; all without it", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, out var given) && given < 1)
                result.AddError("--limit must be at least 1.");
        });
        return limit;
    }
}
