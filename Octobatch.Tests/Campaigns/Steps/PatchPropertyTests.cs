using System.Text;
using CsCheck;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

public sealed class PatchPropertyTests
{
    private static readonly string[] Names = ["a", "b c", "x/y z/.d", "caf\u00e9/\u00fc\U0001F600", "quo\"te", "tab\tname", "new\nline", "back`tick$(x)", "-n"];

    private static readonly Gen<string> Line = Gen.OneOf(Gen.Const(""), Gen.Const("same"), Gen.Char['a', 'f'].Select(c => c.ToString()), Gen.Const("caf\xe9\xff"), Gen.Const("-- a/x"));

    private static readonly Gen<string> Text = Gen.Select(Line.Array[0, 40], Gen.Bool, Gen.Bool, (lines, isCrLf, ends) =>
        string.Join(isCrLf ? "\r\n" : "\n", lines) + (ends ? "\n" : ""));

    private static readonly Gen<byte[]> Content = Gen.Frequency(
        (8, Text.Select(Encoding.Latin1.GetBytes)), (1, Gen.Byte.Array[0, 300]), (1, Gen.Const(new byte[] { 0, 1, 2 })));

    private static readonly Gen<TreeFileMode> Mode = Gen.Frequency(
        (6, Gen.Const(TreeFileMode.Regular)), (3, Gen.Const(TreeFileMode.Executable)), (1, Gen.Const(TreeFileMode.SymbolicLink)));

    private static readonly Gen<TreeFile> AnyFile = Gen.Select(Content, Mode, (content, mode) =>
        TreeFile.Of(mode == TreeFileMode.SymbolicLink && content.Length == 0 ? [(byte)'x'] : content, mode));

    // Before and after of one path; a file often becomes a slightly different one, and two paths often share a content.
    private static readonly Gen<(TreeFile?, TreeFile?)> Change = Gen.Select(AnyFile, AnyFile, Text, Gen.Int[0, 7], Gen.Int[0, 1000]).Select(
        (one, other, line, kind, place) => kind switch
        {
            0 => ((TreeFile?)null, (TreeFile?)other),
            1 => (one, null),
            2 => (one, one),
            3 => (one, other),
            4 => (one, TreeFile.Of(one.Content!.Value, other.Mode)),
            _ => (one, TreeFile.Of(Insert(one.Content!.Value.ToArray(), line, place), one.Mode)),
        });

    [Fact]
    public void Git_makes_exactly_the_result_of_the_patch()
    {
        Change.Array[Names.Length].Array[150].Sample(trees =>
        {
            var before = Trees.Together(trees.Select(tree => Tree(tree.Select(change => change.Item1))));
            var after = Trees.Together(trees.Select(tree => Tree(tree.Select(change => change.Item2))));
            GitApply.AssertGives(before, Patch.Render(before, after), after);
        }, iter: 2, threads: 1);
    }

    [Fact]
    public void A_patch_step_makes_of_the_base_what_the_patch_was_rendered_from() =>
        Gen.Select(Text, Text).Sample((before, after) =>
        {
            var (old, @new) = (Ascii(before), Ascii(after));
            var patch = Patch.Render(Trees.Of(Trees.File("x y/n", old)), Trees.Of(Trees.File("x y/n", @new)));
            if (patch.Files.Count == 0) return;
            var tree = Trees.Of(Trees.File("x y/n", old));
            var result = StepRunner.Apply(tree, [Edit.Patch(Encoding.UTF8.GetString(patch.Content.Span))]);
            Assert.Null(result.Refusal);
            Assert.Equal(@new, tree.With(result.Changes).Text("x y/n"));
        }, iter: 1000);

    [Fact]
    public void A_patch_step_fits_other_bases_exactly_where_git_apply_does()
    {
        Gen.Select(Text, Text, Text, Gen.Int[0, 1000]).Array[150].Sample(cases =>
        {
            using var folder = new TempDirectory();
            var given = cases.Select(one => (Old: Ascii(one.Item1), New: Ascii(one.Item2), Other: Ascii(Encoding.Latin1.GetString(Insert(Encoding.Latin1.GetBytes(one.Item1), one.Item3, one.Item4)))))
                .Where(one => one.Old != one.New)
                .Select(one => (Tree: Trees.Of(Trees.File("n", one.Other)), Patch: Patch.Render(Trees.Of(Trees.File("n", one.Old)), Trees.Of(Trees.File("n", one.New)))))
                .ToList();
            for (var i = 0; i < given.Count; i++)
            {
                given[i].Tree.WriteTo(folder.Sub($"{i}"));
                File.WriteAllBytes(folder.Sub($"{i}.patch"), given[i].Patch.Content.Span);
            }

            Shell.Run(folder.Path, $"for i in $(seq 0 {given.Count - 1}); do cd $i; git apply --whitespace=nowarn ../$i.patch 2> /dev/null || rm n; cd ..; done");
            for (var i = 0; i < given.Count; i++)
            {
                var result = StepRunner.Apply(given[i].Tree, [Edit.Patch(Encoding.UTF8.GetString(given[i].Patch.Content.Span))]);
                var expected = File.Exists(folder.Sub($"{i}/n")) ? File.ReadAllText(folder.Sub($"{i}/n")) : null;
                Assert.Equal(expected, result.Succeeded ? given[i].Tree.With(result.Changes).Text("n") : null);
            }
        }, iter: 1, threads: 1);
    }

    private static RepositoryTree Tree(IEnumerable<TreeFile?> files) =>
        Trees.Of([.. Names.Zip(files).Where(file => file.Second is not null).Select(file => (file.First, file.Second!))]);

    private static string Ascii(string text) => string.Concat(text.Where(char.IsAscii));

    private static byte[] Insert(byte[] content, string line, int place)
    {
        var at = content.Length == 0 ? 0 : place % content.Length;
        return [.. content[..at], .. Encoding.Latin1.GetBytes(line[..Math.Min(line.Length, 9)]), .. content[at..]];
    }
}
