using Octobatch.Gateway.Web.Diffs;
using Octobatch.Gateway.Web.Repositories;
using Xunit;

namespace Octobatch.Tests.Pages;

/// <summary>Patches as git writes them, taken apart for people.</summary>
public sealed class PatchReaderTests
{
    [Fact]
    public void Lines_have_their_numbers_on_both_sides()
    {
        var file = Assert.Single(PatchReader.Read(
            """
            diff --git a/src/a b.txt b/src/a b.txt
            index 1111111..2222222 100644
            --- a/src/a b.txt
            +++ b/src/a b.txt
            @@ -3,4 +3,4 @@ def main
             three
            -four
            -five
            +4
            +--- 5
             six
            @@ -20 +20,2 @@
             twenty
            +twenty-one
            \ No newline at end of file

            """.ReplaceLineEndings("\n")).Files);

        Assert.Equal(("src/a b.txt", 3, 2), (file.Path, file.Additions, file.Deletions));
        Assert.Equal(["def main", ""], file.Hunks.Select(h => h.Heading));
        Assert.Equal(
            [(3, 3, "three"), (4, null, "four"), (5, null, "five"), (null, 4, "4"), (null, 5, "--- 5"), (6, 6, "six")],
            file.Hunks[0].Lines.Select(l => (l.Old, l.New, l.Text)));
        Assert.Equal([(4, 4), (5, 5)], SideBySide.Of(file.Hunks[0].Lines).Where(p => p.Old?.Kind == LineKind.Removed).Select(p => (p.Old!.Old!.Value, p.New!.New!.Value)));
        Assert.Equal("No newline at end of file", file.Hunks[1].Lines[^1].Text);
    }

    [Theory]
    [InlineData("diff --git a/old.md b/new name.md\nsimilarity index 100%\nrename from old.md\nrename to new name.md\n", "new name.md", "renamed from old.md")]
    [InlineData("diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n", "run.sh", "mode file → executable")]
    [InlineData("diff --git a/x b/x\nnew file mode 120000\nindex 0000000..1111111\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+y\n\\ No newline at end of file\n", "x", "new, symbolic link")]
    [InlineData("diff --git a/gone b/gone\ndeleted file mode 100644\nindex 1111111..0000000\n", "gone", "deleted")]
    [InlineData("diff --git \"a/\\303\\244\\t.txt\" \"b/\\303\\244\\t.txt\"\nindex 1..2 100644\nGIT binary patch\nliteral 3\n", "ä\t.txt", "binary")]
    public void What_is_not_in_the_lines_is_said_in_words(string patch, string path, string notes)
    {
        var file = Assert.Single(PatchReader.Read(patch).Files);
        Assert.Equal(path, file.Path);
        Assert.Equal(notes, string.Join(", ", file.Notes));
    }

    [Theory]
    [InlineData("org:acme topic:service", "org:acme|topic:service", "-org:acme|-topic:service")]
    [InlineData("language:go language:rust -archived:true", "language:go language:rust|-archived:true", "-language:go -language:rust|archived:true")]
    [InlineData("content:README.md:\"hello, \\\"world\\\" there\" topic:a topic:b", "content:README.md:\"hello, \\\"world\\\" there\"|topic:a|topic:b", "-content:README.md:\"hello, \\\"world\\\" there\"|-topic:a|-topic:b")]
    public void A_query_is_taken_apart_into_conditions_that_each_can_be_turned_round(string query, string conditions, string opposites)
    {
        var found = QueryTerms.Conditions(query);
        Assert.Equal(conditions, string.Join('|', found.Select(c => string.Join(' ', c))));
        Assert.Equal(opposites, string.Join('|', found.Select(QueryTerms.Not)));
    }
}
