using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.ServiceDefaults.Logging;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Running.RunBench;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps.Running;

public sealed class RunStepTests : IClassFixture<SandboxFixture>
{
    private static readonly RepositoryTree Tree = Of(
        File("a.txt", "old\n"), Program("run.sh", "#!/bin/sh\necho ran\n"), Link("link", "a.txt"), File("docs/x y.md", "1\n"), Submodule("module"), Raw("b.bin", "\0\u0001"));

    public RunStepTests() => SandboxFixture.Require();

    [Fact]
    public async Task A_command_changes_files_and_what_it_does_not_touch_stays()
    {
        var result = await ApplyAsync(Tree, Run("sed -i s/old/new/ a.txt && ./run.sh && cat docs/*.md"));
        Assert.Equal(["a.txt"], result.Changes.Select(change => change.Path));
        Assert.Equal("new\n", result.After(Tree).Text("a.txt"));
        Assert.Equal("ran\n1", Assert.Single(result.Outputs));
        Assert.Equal("steps[0]: sed -i s/old/new/ a.txt && ./run.sh && cat docs/*.md\nran\n1\nsteps[0]: done\n", result.Log);
        Assert.Contains("-old\n+new", System.Text.Encoding.UTF8.GetString(Patch.Render(result.Changes).Content.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modes_links_new_and_deleted_files_are_read_back()
    {
        var result = await ApplyAsync(Tree, Run("""
            chmod +x a.txt; chmod -x run.sh; rm -rf docs; ln -sfn docs link; ln -s a.txt second; mkdir -p deep/er; printf 'x\n' > "deep/er/ü 1"
            cp b.bin c.bin; ln a.txt hard; ln b.bin hard.bin; mkdir empty
            """));
        var after = result.After(Tree).Files;
        Assert.Equal(
            ["a.txt", "b.bin", "c.bin", "deep/er/ü 1", "hard", "hard.bin", "link", "module", "run.sh", "second"], after.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((TreeFileMode.Executable, TreeFileMode.Regular, TreeFileMode.SymbolicLink), (after["a.txt"].Mode, after["run.sh"].Mode, after["second"].Mode));
        Assert.Equal("docs", result.After(Tree).Text("link"));
        Assert.Equal((after["a.txt"].BlobId, TreeFileMode.Executable), (after["hard"].BlobId, after["hard"].Mode));
        Assert.All(result.Changes, change => Assert.True(change.After is null or { Content: not null }));
        Assert.Equal(Tree.Files["b.bin"].BlobId, after["hard.bin"].BlobId);
    }

    [Fact]
    public async Task Steps_before_and_after_see_each_other()
    {
        var result = await ApplyAsync(
            Tree, Edit.Write("new.txt", "one\n"), Edit.Delete(["docs/**"]), Run("test ! -e docs && sed -i s/one/two/ new.txt && echo three > third"),
            Edit.Replace(["third", "new.txt"], "t", "T"), Run("cat third new.txt; rm third"));
        Assert.Equal("Two\n", result.After(Tree).Text("new.txt"));
        Assert.Equal(["docs/x y.md", "new.txt"], result.Changes.Select(change => change.Path));
        Assert.Equal([null, null, "", null, "Three\nTwo"], result.Outputs);
    }

    [Fact]
    public async Task A_refusal_of_a_later_step_names_its_place_in_the_spec()
    {
        var result = await ApplyAsync(Tree, Run("mkdir .github && echo x > .github/f"), Edit.Write("ok", "1"), Edit.Write("link", "x"));
        Assert.Equal(new RunFailure("steps[2]: link: the path is a symbolic link", Retryable: false), result.Failure);
        Assert.Empty(result.Changes);
    }

    [Fact]
    public async Task Nothing_changed_is_no_change()
    {
        var result = await ApplyAsync(Tree, Run("touch a.txt; chmod 600 a.txt; echo same >&2"));
        Assert.Empty(result.Changes);
        Assert.Equal("same", result.Outputs[0]);
    }

    [Fact]
    public async Task A_command_that_fails_says_so_with_its_last_lines_and_leaves_nothing()
    {
        var result = await ApplyAsync(Tree, Run("for i in $(seq 1 30); do echo line $i; done; rm a.txt; exit 7"));
        Assert.False(result.Failure!.Retryable);
        Assert.StartsWith("steps[0]: the command ended with exit code 7:\nline 21\n", result.Failure.Reason, StringComparison.Ordinal);
        Assert.EndsWith("line 30", result.Failure.Reason, StringComparison.Ordinal);
        Assert.Contains("line 1\n", result.Log, StringComparison.Ordinal);
        Assert.EndsWith("steps[0]: the command ended with exit code 7\n", result.Log, StringComparison.Ordinal);
        Assert.Empty(result.Changes);
        Assert.Null(result.Outputs[0]);
    }

    [Fact]
    public async Task A_command_may_delete_everything()
    {
        var result = await ApplyAsync(Tree, Run("rm -rf \"$PWD\" 2>/dev/null; rm -rf /job/* 2>/dev/null; true"));
        Assert.Equal(["module"], result.After(Tree).Files.Keys);
    }

    [Fact]
    public async Task A_git_folder_is_left_out_and_another_spelling_is_refused()
    {
        var result = await ApplyAsync(Tree, Run("mkdir -p .git/hooks docs/.git; echo x > .git/hooks/post-checkout; echo x > docs/.git/config; echo y > b"));
        Assert.Equal(["b"], result.Changes.Select(change => change.Path));
        Assert.Contains("a .git folder left out", result.Log, StringComparison.Ordinal);
        var refused = await ApplyAsync(Tree, Run("mkdir .GIT; echo x > .GIT/config"));
        Assert.Equal("steps[0]: .GIT/config: the path goes into .git", refused.Failure?.Reason);
    }

    [Theory]
    [InlineData("mkfifo pipe", "pipe: is neither a file nor a symbolic link")]
    [InlineData("echo x > module/file", "module/file: the path lies in a submodule")]
    [InlineData("rmdir module; echo x > module", "module: is a submodule")]
    [InlineData("echo x > A.txt", "A.txt: the path differs from another by case only")]
    [InlineData("mkdir DOCS; echo x > DOCS/y", "DOCS/y: the path differs from another by case only")]
    [InlineData("echo x > 'back\\slash'", "back\\slash: the path has a backslash; folders are divided by /")]
    [InlineData("printf x > \"$(printf 'bad\\377name')\"", "the name is not UTF-8")]
    public async Task What_no_step_may_make_no_command_may_either(string command, string reason)
    {
        var result = await ApplyAsync(Tree, Run(command));
        Assert.EndsWith(reason, result.Failure?.Reason, StringComparison.Ordinal);
        Assert.False(result.Failure!.Retryable);
    }

    [Fact]
    public async Task Too_much_is_refused()
    {
        var limits = new RunLimits { ChangedFiles = 3, ChangedBytes = 100 };
        Assert.Contains("more than 3 files have changed", (await ApplyAsync(Tree, [Run("touch 1 2 3 4")], limits, null)).Failure?.Reason, StringComparison.Ordinal);
        Assert.Contains("more than 100 bytes", (await ApplyAsync(Tree, [Run("seq 1 100 > s")], limits, null)).Failure?.Reason, StringComparison.Ordinal);
        Assert.Contains("files after the command", (await ApplyAsync(Tree, [Run("touch 1 2 3 4")], new() { Files = 6 }, null)).Failure?.Reason, StringComparison.Ordinal);
        Assert.Contains("larger than the 10485760 bytes", (await ApplyAsync(Tree, Run("head -c 11000000 /dev/zero > big"))).Failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_in_the_output_are_redacted_and_terminal_codes_are_gone()
    {
        var redactor = new SecretRedactor();
        redactor.Add(["hunter2-hunter2"]);
        var result = await ApplyAsync(Tree, [Run("printf '\\033[31mhunter2-hunter2\\033[0m ghs_012345678901234567890123\\r\\n'; exit 1")], null, null, redactor: redactor);
        Assert.Equal("[redacted] [redacted]", result.Log.Split('\n')[1].Replace("[31m", "", StringComparison.Ordinal).Replace("[0m", "", StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", result.Failure!.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Log);
    }

    [Fact]
    public async Task The_variables_are_the_steps_own_and_a_few()
    {
        Environment.SetEnvironmentVariable("OCTOBATCH_TEST_SECRET", "leaked");
        var result = await ApplyAsync(Tree, [Run("env | cut -d= -f1 | sort | tr '\\n' ' '; echo; echo \"$A $HOME $PATH\"; whoami; cat /proc/1/environ | tr '\\0' '\\n'", null, ("A", "b c"))], null, null);
        Assert.Null(result.Failure);
        Assert.StartsWith("A HOME LANG PATH PWD TMPDIR \nb c /job/home /usr/local/bin:/usr/bin:/bin\noctobatch", result.Outputs[0], StringComparison.Ordinal);
        Assert.DoesNotContain("leaked", result.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_command_and_a_name_that_is_long_arrive()
    {
        var name = string.Join('/', Enumerable.Repeat(new string('d', 120), 4)) + "/" + new string('f', 200);
        var tree = Of(File(name, "1\n"));
        var result = await ApplyAsync(tree, Run($": '{new string('x', 99_000)}'; echo 2 >> {name}"));
        Assert.Equal("1\n2\n", result.After(tree).Text(name));
    }
}
