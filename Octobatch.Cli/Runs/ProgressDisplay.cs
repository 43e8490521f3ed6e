using Octobatch.Cli.Api;
using Octobatch.Cli.Terminals;

namespace Octobatch.Cli.Runs;

/// <summary>
/// A run under way, on standard error: one line with a bar that is drawn anew on a terminal; elsewhere a line for each change of state and
/// each twentieth of the way, so that a log of hours stays short.
/// </summary>
internal sealed class ProgressDisplay(Session session) : IDisposable
{
    private const int BarWidth = 30;
    private const int Steps = 20;
    private readonly Terminal terminal = session.Terminal;
    private string? last;
    private bool drawn;

    public void Show(Run run)
    {
        if (terminal.Traits.ErrorIsTerminal)
            Draw(run);
        else
            Log(run);
    }

    /// <summary>Something beside the bar.</summary>
    public void Say(string line)
    {
        Clear();
        terminal.Say(line);
    }

    /// <summary>Takes the bar away, so that what is said next has the line for itself.</summary>
    public void Clear()
    {
        if (drawn)
            terminal.Error.Write("\r\e[2K");
        drawn = false;
        terminal.Error.Flush();
    }

    public void Dispose() => Clear();

    private void Draw(Run run)
    {
        var (done, total) = RunText.Progress(run);
        // The line must not wrap, else it could not be drawn anew.
        var before = Cut($"{RunText.Title(run)}  ", terminal.Width - 1);
        var width = Math.Min(BarWidth, terminal.Width - 1 - before.Length);
        var full = total == 0 ? 0 : (int)(done * width / total);
        var bar = Ink.Cyan(terminal.Traits.ErrorHasColors, new string('█', full)) + new string('░', width - full);
        var after = Cut($"  {Rest(run, done, total)}".TrimEnd(), terminal.Width - 1 - before.Length - width);
        terminal.Error.Write($"\r\e[2K{before}{bar}{after}");
        terminal.Error.Flush();
        drawn = true;
    }

    private static string Cut(string text, int room) => text.Length <= room ? text : text[..room];

    private void Log(Run run)
    {
        var (done, total) = RunText.Progress(run);
        var step = $"{run.State} {(total == 0 ? 0 : done * Steps / total)}";
        if (step == last)
            return;
        last = step;
        terminal.Say($"{RunText.Title(run)}{(total > 0 ? ": " + Rest(run, done, total) : "")}");
        terminal.Error.Flush();
    }

    private string Rest(Run run, long done, long total)
    {
        var failed = run.Count("failed") is > 0 and var count ? $", {count:N0} failed" : "";
        var pace = run.IsActive && RunText.Pace(session, run) is { Length: > 0 } text ? $", {text}" : "";
        return total == 0 ? "" : $"{done:N0} of {total:N0}{failed}{pace}";
    }
}
