using System.Diagnostics;
using Octobatch.Campaigns.Specs.Meaning;
using Xunit;

namespace Octobatch.Tests.Campaigns.Specs;

public sealed class BranchNameTests
{
    [Theory]
    [InlineData("main")]
    [InlineData("octobatch/checkout-v5")]
    [InlineData("a.b")]
    [InlineData("a@b")]
    [InlineData("ü/😀")]
    [InlineData("a{b}")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a/-b")]
    [InlineData("@/a")]
    [InlineData("HEAD")]
    [InlineData("a/HEAD")]
    [InlineData("a.")]
    [InlineData("a./b")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a..b")]
    [InlineData("a.lock")]
    [InlineData("a.lock/b")]
    [InlineData("a.locks")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a\u007fb")]
    [InlineData("a~b")]
    [InlineData("a^b")]
    [InlineData("a:b")]
    [InlineData("a?b")]
    [InlineData("a*b")]
    [InlineData("a[b")]
    [InlineData("a]b")]
    [InlineData("a\\b")]
    [InlineData("a@{b")]
    public async Task A_name_is_taken_when_git_takes_it(string name)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["check-ref-format", "--branch", name]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(git.ExitCode == 0, BranchNames.Check(name) is null);
    }
}
