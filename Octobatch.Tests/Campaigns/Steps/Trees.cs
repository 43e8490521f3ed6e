using System.Text;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps;

/// <summary>Trees in a line: <c>Of(File("a", "text"), Link("b", "a"))</c>.</summary>
internal static class Trees
{
    public static RepositoryTree Of(params (string Path, TreeFile File)[] files) =>
        new(files.ToDictionary(file => file.Path, file => file.File, StringComparer.Ordinal));

    public static (string Path, TreeFile File) File(string path, string content) =>
        (path, TreeFile.Of(Encoding.UTF8.GetBytes(content)));

    public static (string Path, TreeFile File) Raw(string path, string bytes, TreeFileMode mode = TreeFileMode.Regular) =>
        (path, TreeFile.Of(Encoding.Latin1.GetBytes(bytes), mode));

    public static (string Path, TreeFile File) Program(string path, string content) => Raw(path, content, TreeFileMode.Executable);

    public static (string Path, TreeFile File) Link(string path, string target) => Raw(path, target, TreeFileMode.SymbolicLink);

    public static (string Path, TreeFile File) Submodule(string path) => (path, new(TreeFileMode.Submodule, new string('1', 40)));

    public static string? Text(this RepositoryTree tree, string path) =>
        tree.Files.TryGetValue(path, out var file) ? Encoding.UTF8.GetString(file.Content!.Value.Span) : null;

    public static void WriteTo(this RepositoryTree tree, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (path, file) in tree.Files)
        {
            var target = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (file.Mode == TreeFileMode.SymbolicLink)
            {
                System.IO.File.CreateSymbolicLink(target, Encoding.UTF8.GetString(file.Content!.Value.Span));
                continue;
            }

            System.IO.File.WriteAllBytes(target, file.Content!.Value.Span);
            if (file.Mode == TreeFileMode.Executable && !OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(target, (UnixFileMode)0b111_101_101);
        }
    }

    public static RepositoryTree ReadFrom(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => (Path: Path.GetRelativePath(folder, file), Info: new FileInfo(file)))
            .Where(file => !file.Path.StartsWith(".git/", StringComparison.Ordinal));
        return Of([.. files.Select(file => (file.Path, Read(file.Info)))]);
    }

    /// <summary>A line a file, so that a difference shows as one.</summary>
    public static string Describe(this RepositoryTree tree) => string.Join('\n', tree.Files.OrderBy(file => file.Key, StringComparer.Ordinal)
        .Select(file => $"{file.Value.Mode.Octal()} {file.Key} {Encoding.Latin1.GetString(file.Value.Content!.Value.Span).Replace("\n", "\\n", StringComparison.Ordinal)}"));

    /// <summary>All trees side by side in one, each in a folder of its number.</summary>
    public static RepositoryTree Together(IEnumerable<RepositoryTree> trees) =>
        Of([.. trees.SelectMany((tree, i) => tree.Files.Select(file => ($"{i}/{file.Key}", file.Value)))]);

    private static TreeFile Read(FileInfo file)
    {
        if (file.LinkTarget is { } target) return TreeFile.Of(Encoding.UTF8.GetBytes(target), TreeFileMode.SymbolicLink);
        var isProgram = !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        return TreeFile.Of(System.IO.File.ReadAllBytes(file.FullName), isProgram ? TreeFileMode.Executable : TreeFileMode.Regular);
    }
}
