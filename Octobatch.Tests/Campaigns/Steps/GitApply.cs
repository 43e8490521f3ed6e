using System.Globalization;
using System.Text;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>Real git applies a patch to a real tree, in its index, so that any name and link will do.</summary>
internal static class GitApply
{
    public static void AssertGives(RepositoryTree before, Patch patch, RepositoryTree after)
    {
        using var folder = new TempDirectory();
        File.WriteAllBytes(folder.Sub("base"), FastImport(before));
        File.WriteAllBytes(folder.Sub("patch"), patch.Content.Span);
        Shell.Run(folder.Path, """
            git init -q .
            git fast-import --quiet < base
            git read-tree refs/heads/base
            git ls-files -s -z > before
            git apply --cached --whitespace=nowarn patch
            git ls-files -s -z > after
            git apply --numstat -z patch > numbers
            """);
        Assert.Equal(Lines(before), Read(folder.Sub("before")));
        Assert.Equal(Lines(after), Read(folder.Sub("after")));
        Assert.Equal(Numbers(patch).Order(StringComparer.Ordinal), Read(folder.Sub("numbers")).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Numbers(Patch patch) => patch.Files.Select(file =>
        string.Create(CultureInfo.InvariantCulture, $"{Count(file, file.Additions)}\t{Count(file, file.Deletions)}\t{file.Path}"));

    private static string Count(FileStatistics file, int lines) => file.IsBinary ? "-" : lines.ToString(CultureInfo.InvariantCulture);

    // Git sorts by bytes.
    private static IEnumerable<string> Lines(RepositoryTree tree) => tree.Files
        .OrderBy(file => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(file.Key)), StringComparer.Ordinal)
        .Select(file => $"{file.Value.Mode.Octal()} {file.Value.BlobId} 0\t{file.Key}");

    private static string[] Read(string path) => File.ReadAllText(path).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static byte[] FastImport(RepositoryTree tree)
    {
        using var stream = new MemoryStream();
        stream.Write("commit refs/heads/base\ncommitter A <a@example.com> 0 +0000\ndata 0\n"u8);
        foreach (var (path, file) in tree.Files)
        {
            var quoted = string.Concat(Encoding.UTF8.GetBytes(path).Select(b => $"\\{b >> 6}{(b >> 3) & 7}{b & 7}"));
            if (file.Mode == TreeFileMode.Submodule)
            {
                stream.Write(Encoding.ASCII.GetBytes($"M 160000 {file.BlobId} \"{quoted}\"\n"));
                continue;
            }

            stream.Write(Encoding.ASCII.GetBytes($"M {file.Mode.Octal()} inline \"{quoted}\"\ndata {file.Content!.Value.Length}\n"));
            stream.Write(file.Content.Value.Span);
            stream.Write("\n"u8);
        }

        return stream.ToArray();
    }
}
