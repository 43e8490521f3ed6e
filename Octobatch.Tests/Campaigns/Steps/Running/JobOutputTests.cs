using System.Formats.Tar;
using System.Text;
using Octobatch.Campaigns.Steps;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Jobs;
using Octobatch.Campaigns.Steps.Trees;
using Xunit;

namespace Octobatch.Tests.Campaigns.Steps.Running;

/// <summary>Tars as no tar program makes them, but a command might.</summary>
public sealed class JobOutputTests
{
    private static readonly RepositoryTree Tree = Trees.Of(Trees.File("a", "1\n"), Trees.Link("l", "a"), Trees.Submodule("m"));

    [Theory]
    [InlineData("work/../../etc/passwd", "../../etc/passwd: the path has")]
    [InlineData("work//etc/passwd", "/etc/passwd: the path is absolute")]
    [InlineData("work/x/../a", "x/../a: the path has")]
    [InlineData("work/x//y", "x//y: the path has an empty name")]
    public async Task Names_that_leave_the_checkout_are_refused(string name, string reason)
    {
        var output = await ReadAsync(Status("0"), File(name));
        Assert.StartsWith(reason, output.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/etc/passwd")]
    [InlineData("../work/a")]
    [InlineData("./work/b")]
    public async Task What_is_not_in_the_checkouts_folder_is_nothing(string name)
    {
        var output = await ReadAsync(Status("0"), File(name));
        Assert.True(output.IsWhole);
        Assert.Equal(["m"], output.Files.Keys);
    }

    [Fact]
    public async Task Links_point_where_they_like_because_nobody_follows_them()
    {
        var output = await ReadAsync(
            Status("0"), new GnuTarEntry(TarEntryType.SymbolicLink, "work/l") { LinkName = "../../../etc" }, File("work/b"),
            new GnuTarEntry(TarEntryType.SymbolicLink, "work/deep/up") { LinkName = "/" });
        Assert.Null(output.Problem);
        Assert.Equal("../../../etc", Encoding.UTF8.GetString(output.Files["l"].Content!.Value.Span));
        Assert.Equal(TreeFileMode.SymbolicLink, output.Files["deep/up"].Mode);
    }

    [Fact]
    public async Task A_second_name_is_the_same_file_and_never_one_of_outside()
    {
        var output = await ReadAsync(Status("0"), File("work/b"), new GnuTarEntry(TarEntryType.HardLink, "work/c") { LinkName = "work/b" });
        Assert.Equal(output.Files["b"].BlobId, output.Files["c"].BlobId);
        var refused = await ReadAsync(Status("0"), new GnuTarEntry(TarEntryType.HardLink, "work/c") { LinkName = "/etc/shadow" });
        Assert.Equal("c: is a link to what is no file of the repository", refused.Problem);
    }

    [Theory]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    public async Task Devices_are_refused(TarEntryType type) =>
        Assert.Equal("d: is neither a file nor a symbolic link", (await ReadAsync(Status("0"), new GnuTarEntry(type, "work/d"))).Problem);

    [Fact]
    public async Task The_first_status_counts_and_one_in_the_checkout_does_not()
    {
        var output = await ReadAsync(Status("3"), Status("0"), new GnuTarEntry(TarEntryType.RegularFile, "work/status") { DataStream = new MemoryStream("0"u8.ToArray()) });
        Assert.Equal(3, output.ExitCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, this is no tar")]
    public async Task What_is_no_tar_is_no_result(string text)
    {
        var output = new JobOutput(Tree.Files, RunLimits.Default, StepLimits.Default);
        await output.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text + new string('x', text.Length == 0 ? 0 : 2000))), TestContext.Current.CancellationToken);
        Assert.Equal((false, null), (output.IsWhole, output.ExitCode));
    }

    [Fact]
    public async Task A_tar_that_breaks_off_is_no_result()
    {
        var whole = Tar(Status("0"), File("work/b", new string('x', 5000)), File("work/c"));
        foreach (var length in (int[])[600, 1100, 1600, 4000, 7200])
        {
            var output = new JobOutput(Tree.Files, RunLimits.Default, StepLimits.Default);
            await output.ReadAsync(new MemoryStream(whole[..length]), TestContext.Current.CancellationToken);
            Assert.False(output.IsWhole && output.Problem is null && output.Files.ContainsKey("c"));
        }
    }

    private static GnuTarEntry Status(string text) => new(TarEntryType.RegularFile, "status") { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(text + "\n")) };

    private static GnuTarEntry File(string name, string content = "x") => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)) };

    private static byte[] Tar(params GnuTarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Gnu, leaveOpen: true))
        {
            foreach (var entry in entries) tar.WriteEntry(entry);
        }

        return bytes.ToArray();
    }

    private static async Task<JobOutput> ReadAsync(params GnuTarEntry[] entries)
    {
        var before = Tree.Files.ToDictionary(file => file.Key, file => file.Value with { Content = null }, StringComparer.Ordinal);
        var output = new JobOutput(before, RunLimits.Default, StepLimits.Default);
        await output.ReadAsync(new MemoryStream(Tar(entries)), TestContext.Current.CancellationToken);
        return output;
    }
}
