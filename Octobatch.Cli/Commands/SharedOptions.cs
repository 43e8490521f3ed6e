using System.CommandLine;
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

    public static Option<int?> Limit()
    {
        var limit = new Option<int?>("--limit") { Description = "How many to list at most; all without it", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.GetValue(limit) is < 1)
                result.AddError("--limit must be at least 1.");
        });
        return limit;
    }
}
