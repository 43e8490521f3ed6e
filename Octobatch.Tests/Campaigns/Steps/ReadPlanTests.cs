using Octobatch.Campaigns.Steps;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

public sealed class ReadPlanTests
{
    [Fact]
    public void Exact_paths_need_no_folder()
    {
        var reads = new StepRunner([Edit.Set("package.json", "a", 1), Edit.Replace(["x/y"], "a", "b"), Edit.Write("new", ""), Edit.Move("from", "to")]).Reads;
        Assert.Equal(["from", "new", "package.json", "to", "x/y"], reads.Paths.Order(StringComparer.Ordinal));
        Assert.Equal(["new", "to"], reads.Created.Order(StringComparer.Ordinal));
        Assert.Empty(reads.Folders);
    }

    [Theory]
    [InlineData(".github/workflows/*.yml", ".github/workflows", false)]
    [InlineData("*.md", "", false)]
    [InlineData("docs/**", "docs", true)]
    [InlineData("a/*/b", "a", true)]
    [InlineData("**/x", "", true)]
    [InlineData("a/b?/c/d", "a", true)]
    public void A_glob_needs_the_deepest_folder_it_names(string glob, string folder, bool recursive)
    {
        var reads = new StepRunner([Edit.Delete([glob])]).Reads;
        Assert.Equal([new FolderRead(folder, recursive)], reads.Folders);
        Assert.Equal(folder.Length == 0 && recursive, reads.WholeTree);
    }

    [Fact]
    public void A_folder_that_another_read_covers_is_not_read_again()
    {
        var reads = new StepRunner([Edit.Delete(["a/**", "a/b/*", "a/c/**", "ab/*"])]).Reads;
        Assert.Equal([new("a", true), new FolderRead("ab", false)], reads.Folders);
    }

    [Fact]
    public void Contents_are_those_of_files_that_steps_name()
    {
        var reads = new StepRunner([Edit.Replace(["docs/*.md"], "a", "b"), Edit.Move("from", "to")]).Reads;
        Assert.Equal(["docs/a.md", "from"], reads.Contents(["docs/a.md", "docs/x/a.md", "from", "other"]));
    }
}
