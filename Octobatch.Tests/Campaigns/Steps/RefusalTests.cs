using System.Text;
using Octobatch.Campaigns.Specs.Model;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Trees;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps;

public sealed class RefusalTests
{
    private static readonly RepositoryTree Tree = Of(
        File("a", "1\n"), File("Docs/x", "1\n"), Link("link", "/etc"), Link("l.json", "a"), Submodule("module"), File("README.md", "1\n"));

    [Theory]
    [InlineData("../x", "..")]
    [InlineData("x/../../y", "..")]
    [InlineData("/etc/passwd", "absolute")]
    [InlineData("C:/x", "absolute")]
    [InlineData("..\\x", "backslash")]
    [InlineData(".git/config", ".git")]
    [InlineData("x/.GIT/hooks/post-checkout", ".git")]
    [InlineData(".gi\u200dt/config", ".git")]
    [InlineData("git~1/config", ".git")]
    [InlineData(".git /config", ".git")]
    [InlineData(".git::$INDEX_ALLOCATION/config", ".git")]
    [InlineData("x\0y", "NUL")]
    [InlineData("x//y", "empty name")]
    [InlineData("x/", "empty name")]
    [InlineData("./x", "\".\"")]
    [InlineData("", "empty")]
    public void Paths_that_leave_a_repository_are_refused_in_every_step(string path, string reason)
    {
        Step[] steps =
        [
            Edit.Write(path, "x"), Edit.Delete([path]), Edit.Move(path, "b"), Edit.Move("a", path),
            Edit.Set(path, "a", 1), Edit.Replace([path], "a", "b"),
        ];
        foreach (var step in steps)
            Assert.Contains(reason, StepRunner.Apply(Tree, [step]).Refusal!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.{yml,yaml}", "alternatives in braces")]
    [InlineData("a***", "three *")]
    public void Globs_that_mean_nothing_here_are_refused(string glob, string reason)
    {
        Assert.Contains(reason, StepRunner.Apply(Tree, [Edit.Delete([glob])]).Refusal?.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, StepRunner.Apply(Tree, [Edit.Replace([glob], "a", "b")]).Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Braces_in_names_stand_for_themselves() =>
        Assert.Single(StepRunner.Apply(Of(File("{{name}}/a", "1")), [Edit.Delete(["{{name}}/*"])]).Changes);

    [Fact]
    public void Patches_that_leave_a_repository_are_refused()
    {
        foreach (var path in new[] { "../x", "/etc/x", ".git/config", "x/.Git/y" })
        {
            var refusal = StepRunner.Apply(Tree, [Edit.Patch($"--- /dev/null\n+++ b/{path}\n@@ -0,0 +1 @@\n+1\n")]).Refusal;
            Assert.NotNull(refusal);
        }
    }

    [Theory]
    [InlineData("link/x", "goes through the symbolic link link")]
    [InlineData("link", "is a symbolic link")]
    [InlineData("module/x", "lies in the submodule module")]
    [InlineData("module", "is a submodule")]
    [InlineData("a/x", "a is a file, not a folder")]
    [InlineData("Docs", "is a folder")]
    [InlineData("readme.MD", "differs from README.md by case only")]
    [InlineData("docs/y", "differs from Docs by case only")]
    public void What_a_repository_has_refuses_writing_and_moving_there(string path, string reason)
    {
        Assert.Contains(reason, StepRunner.Apply(Tree, [Edit.Write(path, "x")]).Refusal?.Reason, StringComparison.Ordinal);
        var moved = StepRunner.Apply(Of([.. Tree.Files.Select(file => (file.Key, file.Value)), File("from", "2")]), [Edit.Move("from", path)]);
        Assert.NotNull(moved.Refusal);
    }

    [Theory]
    [InlineData("replace")]
    [InlineData("delete")]
    public void A_refusal_names_the_step_and_nothing_of_the_change_stands(string kind)
    {
        Step last = kind == "replace" ? Edit.Replace(["a"], "(?=x)", "y") : Edit.Delete(["module"]);
        var result = StepRunner.Apply(Tree, [Edit.Write("new", "x"), last]);
        Assert.Equal(1, result.Refusal!.StepIndex);
        Assert.Empty(result.Changes);
    }

    [Fact]
    public void Links_and_submodules_are_no_files_to_set_or_patch()
    {
        Assert.Contains("symbolic link", StepRunner.Apply(Tree, [Edit.Set("l.json", "a", 1)]).Refusal!.Reason, StringComparison.Ordinal);
        Assert.Contains("submodule", StepRunner.Apply(Tree, [Edit.Patch("--- a/module\n+++ b/module\n@@ -1 +1 @@\n-1\n+2\n")]).Refusal!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--- a/a\n+++ b/a\n@@ -1 +1 @@\n-2\n+3\n", "line 1 should be \"2\" and is \"1\"")]
    [InlineData("--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\r\n+3\r\n", "another line ending")]
    [InlineData("--- a/none\n+++ b/none\n@@ -1 +1 @@\n-2\n+3\n", "does not exist")]
    [InlineData("--- /dev/null\n+++ b/a\n@@ -0,0 +1 @@\n+3\n", "and it exists")]
    [InlineData("--- a/a\n+++ b/a\n@@ -1,2 +1 @@\n-1\n", "ends within a hunk")]
    [InlineData("--- a/a\n+++ b/a\n@@ -1,99999999999 +1 @@\n-1\n", "too large")]
    [InlineData("hello", "names no file")]
    [InlineData("diff --git a/a b/a\nGIT binary patch\nliteral 0\n", "binary patch")]
    [InlineData("diff --git a/m b/m\nnew file mode 160000\n", "mode 160000")]
    public void A_patch_that_does_not_fit_says_why(string diff, string reason) =>
        Assert.Contains(reason, StepRunner.Apply(Tree, [Edit.Patch(diff)]).Refusal?.Reason, StringComparison.Ordinal);

    [Fact]
    public void Files_over_the_limit_are_refused_before_and_after_a_step()
    {
        var limits = new StepLimits { MaxFileBytes = 100 };
        var tree = Of(("big", new TreeFile(TreeFileMode.Regular, new string('2', 40), null, 200_000_000)), File("a", new string('a', 60)));
        Assert.Equal("big", StepRunner.Apply(tree, [Edit.Replace(["*"], "a", "b")], limits).Refusal?.Path);
        Assert.Equal("a", StepRunner.Apply(tree, [Edit.Replace(["a"], "", new string('b', 1_000_000))], limits).Refusal?.Path);
        Assert.Equal("new", StepRunner.Apply(tree, [Edit.Write("new", new string('b', 101))], limits).Refusal?.Path);
        var known = Of(("big", new TreeFile(TreeFileMode.Regular, new string('2', 40), null, 200_000_000) { IsKnownBinary = true }));
        Assert.Null(StepRunner.Apply(known, [Edit.Replace(["*"], "a", "b")], limits).Refusal);
    }

    [Fact]
    public void Catastrophic_patterns_end_and_unsupported_ones_are_told()
    {
        var tree = Of(File("a", new string('a', 200_000) + "!"));
        Assert.True(StepRunner.Apply(tree, [Edit.Replace(["a"], "^(a+)+$", "b")]) is { Refusal: null, Changes.Count: 0 });
        Assert.Contains("non-backtracking", StepRunner.Apply(tree, [Edit.Replace(["a"], @"(a)\1", "b")]).Refusal?.Reason, StringComparison.Ordinal);
        Assert.Contains("not a regular expression", StepRunner.Apply(tree, [Edit.Replace(["a"], "(", "b")]).Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_carried_and_never_guessed()
    {
        var all = Encoding.Latin1.GetString([.. Enumerable.Range(1, 255).Select(i => (byte)i)]);
        var result = StepRunner.Apply(Of(Raw("a", all + "old" + all)), [Edit.Replace(["a"], "old", "new")]);
        Assert.Equal(all + "new" + all, Encoding.Latin1.GetString(result.Changes[0].After!.Content!.Value.Span));
        Assert.Contains("Latin-1", StepRunner.Apply(Of(Raw("a", "\xff old")), [Edit.Replace(["a"], "old", "→")]).Refusal?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pointers_of_LFS_are_left_alone()
    {
        var pointer = File("a.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:" + new string('a', 64) + "\nsize 12\n");
        Assert.Empty(StepRunner.Apply(Of(pointer), [Edit.Replace(["**"], "a", "b")]).Changes);
    }

    [Fact]
    public void A_tree_of_50_000_files_is_no_trouble()
    {
        var tree = Of([.. Enumerable.Range(0, 50_000).Select(i => File($"d{i % 100}/e{i % 7}/f{i}.txt", $"old {i}\n"))]);
        var runner = new StepRunner([Edit.Replace(["**/*1.txt", "d5/**"], "old", "new"), Edit.Write("d0/new", "x"), Edit.Delete(["d7/**"])]);
        Assert.True(runner.Reads.WholeTree);
        Assert.Equal(5_000 + 500 + 1 + 500, runner.Apply(tree).Changes.Count(change => change.Path != ""));
    }
}
