using System.Text;
using Octobatch.Cli.Diffs;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary>Diffs as a terminal shows them.</summary>
public sealed class ColoredDiffTests
{
    [Fact]
    public async Task Line_endings_that_change_are_seen()
    {
        var shown = await ShowAsync("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-one\r\n+one\n two\r\n");
        Assert.Equal("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n-one^M\n+one\n two^M\n", shown);
    }

    [Fact]
    public async Task A_line_is_one_line_whatever_its_length_and_whatever_is_in_it()
    {
        var longer = new string('x', 10_000);
        Assert.Equal($"@@ -1 +1 @@\n-a^Mb\n+{longer}\n", await ShowAsync($"@@ -1 +1 @@\n-a\rb\n+{longer}"));
    }

    [Fact]
    public async Task Nothing_in_a_diff_moves_the_cursor_or_turns_text_around()
    {
        Assert.Equal("@@ -0,0 +1 @@\n+^[[2J<U+202E>\tx\n", await ShowAsync("@@ -0,0 +1 @@\n+\e[2J\u202E\tx\n"));
    }

    private static async Task<string> ShowAsync(string patch)
    {
        using var output = new MemoryStream();
        await ColoredDiff.WriteAsync(new MemoryStream(Encoding.UTF8.GetBytes(patch)), output, colors: false, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
