using Octobatch.Cli;
using Xunit;

namespace Octobatch.Tests.Cli;

/// <summary><c>login</c>, where the address and the key come from, and that no key is ever shown.</summary>
public sealed class SignInTests(CliFixture octobatch)
{
    [Fact]
    public async Task A_login_is_kept_for_the_owner_alone_and_used_from_then_on()
    {
        using var known = await octobatch.UserAsync();
        var (url, key) = (known.Environment["OCTOBATCH_URL"], known.Environment["OCTOBATCH_KEY"]);
        using var user = new CliUser();
        var login = (await user.TypeAsync($"{url}\n{key}\n", "login")).Ends(ExitCode.Ok);
        Assert.DoesNotContain(key, login.Output + login.Error, StringComparison.Ordinal);
        Assert.Empty((await user.RunAsync("repos", "org:globex")).Ends(ExitCode.Ok).Error);
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(user.Config));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(user.Config)!));
        File.SetUnixFileMode(user.Config, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("warning: Others can read the key", (await user.RunAsync("repos", "org:globex")).Ends(ExitCode.Ok).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_at_a_terminal_types_the_key_without_seeing_it()
    {
        using var known = await octobatch.UserAsync();
        using var user = new CliUser { Traits = CliUser.OnTerminal with { ReadSecret = () => known.Environment["OCTOBATCH_KEY"] } };
        var login = (await user.RunAsync("login", "--url", known.Environment["OCTOBATCH_URL"])).Ends(ExitCode.Ok);
        Assert.Contains("API key (not shown): ", login.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(user.Config));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_before_it_is_kept_and_not_repeated()
    {
        using var known = await octobatch.UserAsync();
        using var user = new CliUser();
        const string Wrong = "octo_wrong-wrong-wrong-wrong-wrong-wrong-wrong-wr";
        var login = (await user.RunAsync("login", "--url", known.Environment["OCTOBATCH_URL"], "--key", Wrong)).Ends(ExitCode.NotAllowed);
        Assert.Contains("octobatch login", login.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong, login.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(user.Config));
    }

    [Theory]
    [InlineData("octobatch.example.com")]
    [InlineData("ftp://octobatch.example.com")]
    [InlineData("https://user:secret@octobatch.example.com")]
    public async Task What_is_no_address_is_refused(string url)
    {
        using var user = new CliUser();
        var refused = (await user.RunAsync("login", "--url", url, "--key", "octo_x")).Ends(ExitCode.Invalid);
        Assert.Contains("is no address of Octobatch", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flags_win_over_the_environment_and_that_over_the_file()
    {
        using var known = await octobatch.UserAsync();
        var (url, key) = (known.Environment["OCTOBATCH_URL"], known.Environment["OCTOBATCH_KEY"]);
        using var user = new CliUser();
        (await user.RunAsync("login", "--url", url, "--key", key)).Ends(ExitCode.Ok);

        user.Environment["OCTOBATCH_KEY"] = "octo_of-the-environment";
        (await user.RunAsync("status")).Ends(ExitCode.NotAllowed);
        (await user.RunAsync("status", "--key", key)).Ends(ExitCode.Ok);
        user.Environment["OCTOBATCH_URL"] = "http://127.0.0.1:9";
        (await user.RunAsync("status", "--key", key)).Ends(ExitCode.Unreachable);
        (await user.RunAsync("status", "--key", key, "--url", url)).Ends(ExitCode.Ok);
    }

    [Fact]
    public async Task A_saved_key_goes_to_no_other_address()
    {
        using var known = await octobatch.UserAsync();
        using var user = new CliUser();
        (await user.RunAsync("login", "--url", known.Environment["OCTOBATCH_URL"], "--key", known.Environment["OCTOBATCH_KEY"])).Ends(ExitCode.Ok);
        var other = known.Environment["OCTOBATCH_URL"].Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        (await user.RunAsync("status", "--url", other)).Ends(ExitCode.NotAllowed);
    }

    [Fact]
    public async Task Without_any_of_them_it_says_what_to_do()
    {
        using var user = new CliUser();
        Assert.Contains("octobatch login", (await user.RunAsync("status")).Ends(ExitCode.NotAllowed).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named_without_its_content()
    {
        using var user = new CliUser();
        Directory.CreateDirectory(Path.GetDirectoryName(user.Config)!);
        await File.WriteAllTextAsync(user.Config, "{ octo_secret", TestContext.Current.CancellationToken);
        var refused = (await user.RunAsync("status")).Ends(ExitCode.Invalid);
        Assert.Contains(user.Config, refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("octo_secret", refused.Error, StringComparison.Ordinal);
    }
}
