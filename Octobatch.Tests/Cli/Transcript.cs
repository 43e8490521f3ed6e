using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>
/// What a user types and gets, to be compared with a file in Golden/. Only what cannot be the same twice is written as something else:
/// times, how long and how many days something took, ports, identifiers, secrets, and how often progress was seen. OCTOBATCH_TEST_WRITE_GOLDEN=1 writes the files anew.
/// </summary>
internal sealed partial class Transcript(CliUser user, string name)
{
    private readonly StringBuilder text = new();

    public Task<CliResult> TypeAsync(string commandLine) => TypeAsync("", commandLine);

    /// <param name="commandLine">Words between blanks; a word with blanks in it stands in single quotes.</param>
    public async Task<CliResult> TypeAsync(string input, string commandLine)
    {
        var result = await user.TypeAsync(input, [.. Words().Matches(commandLine).Select(m => m.Value.Trim('\''))]);
        text.Append(text.Length == 0 ? "" : "\n").Append($"$ octobatch {Normal(commandLine)}\n");
        Add("", result.Output);
        Add("2> ", Progress().Replace(result.Error, ""));
        if (result.Code != 0)
            text.Append($"exit code {result.Code}\n");
        return result;
    }

    public void MatchesItsFile()
    {
        var path = Path.Combine(Folder(), $"{name}.txt");
        var now = text.ToString();
        if (Environment.GetEnvironmentVariable("OCTOBATCH_TEST_WRITE_GOLDEN") == "1")
            File.WriteAllText(path, now);
        Assert.Equal(File.ReadAllText(path), now);
    }

    private void Add(string prefix, string output)
    {
        foreach (var line in Normal(output).Split('\n').SkipLast(output.EndsWith('\n') ? 1 : 0).Where(line => output.Length > 0 && line.Length > 0 | prefix.Length == 0))
            text.Append(prefix).Append(line).Append('\n');
    }

    private string Normal(string output)
    {
        output = output.Replace(user.Home, "/home/ann", StringComparison.Ordinal);
        output = LocalTime().Replace(UtcTime().Replace(output, "YYYY-MM-DDTHH:MM:SSZ"), "YYYY-MM-DD HH:MM");
        output = Span().Replace(Day().Replace(EarlierDay().Replace(output, ""), "YYYY-MM-DD"), "within N minutes");
        output = Secret().Replace(Identifier().Replace(output, "00000000-0000-0000-0000-000000000000"), "${kind}***");
        return Port().Replace(output, "localhost:PORT").Replace("\e", "␛", StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");

    [GeneratedRegex("'[^']*'|[^ ]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    // A line of a log, or the bar of a terminal; the last is taken away by the program itself.
    [GeneratedRegex(@"^(preview|publish) \d+ (queued|running).*\n|^[a-z-]+: \d+ .*\n|^Wave .*\n|\r\e\[2K(preview|publish) \d+ \w+  .*?(?=\r)|\r\e\[2K", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Progress();

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UtcTime();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LocalTime();

    // A burndown has a line for each day that the campaign was there, and midnight may come in between.
    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[ \t].*\n(?=\d{4}-\d\d-\d\d[ \t])", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EarlierDay();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Day();

    [GeneratedRegex(@"within \d+ \w+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();

    [GeneratedRegex("(?<kind>octo_|ghs_)[A-Za-z0-9_.-]{20,}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"localhost:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();
}
