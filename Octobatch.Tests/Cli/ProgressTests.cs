using System.Text;
using Octobatch.Cli;
using Octobatch.Cli.Api;
using Octobatch.Cli.Runs;
using Octobatch.Cli.Terminals;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>A run under way: a bar on a terminal, few lines in a log.</summary>
public sealed class ProgressTests
{
    [Fact]
    public void A_log_has_a_line_for_each_state_and_each_twentieth_of_the_way()
    {
        var log = Show(TerminalTraits.Piped, Enumerable.Range(0, 1001).Select(done => Preview("running", done)).Prepend(Preview("queued", 0)).Append(Preview("completed", 1000)));
        var lines = log.TrimEnd('\n').Split('\n');
        Assert.Equal("preview 7 queued: 0 of 1,000", lines[0]);
        Assert.Equal("preview 7 running: 0 of 1,000, 25/s", lines[1]);
        Assert.Equal("preview 7 running: 50 of 1,000, 25/s", lines[2]);
        Assert.Equal("preview 7 completed: 1,000 of 1,000", lines[^1]);
        Assert.Equal(1 + 21 + 1, lines.Length);
        Assert.DoesNotContain('\e', log);
    }

    [Fact]
    public void A_terminal_has_one_bar_that_is_drawn_anew_and_taken_away()
    {
        var drawn = Show(CliUser.OnTerminal, [Preview("running", 0), Preview("running", 500), Preview("completed", 1000)]);
        Assert.Equal(
            "\r\e[2Kpreview 7 running  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0 of 1,000, 25/s"
            + "\r\e[2Kpreview 7 running  \e[36m███████████████\e[0m░░░░░░░░░░░░░░░  500 of 1,000, 25/s"
            + "\r\e[2Kpreview 7 completed  \e[36m██████████████████████████████\e[0m  1,000 of 1,000"
            + "\r\e[2K", drawn);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    public void A_bar_never_wraps(int width)
    {
        var drawn = Show(CliUser.OnTerminal with { Width = width, Colors = false }, [Preview("running", 999)]);
        Assert.All(drawn.Split("\r\e[2K"), line => Assert.InRange(line.Length, 0, width - 1));
    }

    [Fact]
    public void What_failed_and_when_it_will_end_is_said_while_it_runs()
    {
        var run = Preview("running", 500, failed: 3) with { ExpectedEnd = new DateTimeOffset(2026, 5, 1, 12, 0, 7, TimeSpan.Zero) };
        Assert.Equal("preview 7 running: 500 of 1,000, 3 failed, 25/s, until about 2026-05-01T12:00:07Z\n", Show(TerminalTraits.Piped, [run]));
    }

    [Fact]
    public void A_publish_run_is_done_with_what_is_neither_ready_nor_being_published()
    {
        var counts = new Dictionary<string, long> { ["total"] = 10, ["ready"] = 3, ["publishing"] = 2, ["open"] = 4, ["failed"] = 1 };
        Assert.Equal((5L, 10L), RunText.Progress(Preview("running", 0) with { Kind = "publish", Counts = counts }));
    }

    private static Run Preview(string state, long done, long failed = 0) => new(
        7, "preview", state, 1, null, new Dictionary<string, long> { ["total"] = 1000, ["selected"] = 1000 - done, ["ready"] = done - failed, ["failed"] = failed },
        94, state == "running" ? 25 : null, null, null, null, null);

    private static string Show(TerminalTraits traits, IEnumerable<Run> runs)
    {
        var error = new StringWriter(new StringBuilder());
        var terminal = new Terminal(Stream.Null, error, () => TextReader.Null, traits);
        using var session = new Session(new(terminal, _ => null, TimeProvider.System), OctobatchCommand.Root.Parse("status"));
        using (var display = new ProgressDisplay(session))
        {
            foreach (var run in runs)
                display.Show(run);
        }

        return error.ToString();
    }
}
