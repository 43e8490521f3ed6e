using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Octobatch.Campaigns.Steps.Running;
using Octobatch.Campaigns.Steps.Running.Checkouts;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.GitHub.Reading;
using Octobatch.GitHub.Repositories;
using Octobatch.Tests.GitHub;
using Xunit;
using static Octobatch.Tests.Campaigns.Steps.Trees;

namespace Octobatch.Tests.Campaigns.Steps.Running;

/// <summary>Whole commits from GitHub's trees and archives, honest and other ones.</summary>
public sealed class CheckoutTests
{
    private static readonly string Commit = new('c', 40);

    private static readonly RepositoryTree Tree = Of(
        File("README.md", "hello\n"), Program("bin/run", "#!/bin/sh\n"), Link("docs/link", "../README.md"), Submodule("vendor/lib"), File("same.md", "hello\n"));

    private readonly ScriptedGitHub github = new();

    [Fact]
    public async Task A_commit_takes_two_requests_and_the_redirect_gets_no_token()
    {
        github.Then(HttpStatusCode.OK, TreeJson(Tree)).Then(HttpStatusCode.Found, "", ("Location", "https://codeload.example/legacy.tar.gz/c")).Then(_ => Archive(Honest(Tree)));
        var (files, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(Tree.Files.Select(f => (f.Key, f.Value.Mode, f.Value.BlobId)).Order(), files!.Select(f => (f.Key, f.Value.Mode, f.Value.BlobId)).Order());
        Assert.Equal("../README.md", Encoding.UTF8.GetString(files!["docs/link"].Content!.Value.Span));
        Assert.Equal($"/repos/acme/one/git/trees/{Commit}?recursive=1", github.Requests[0].Uri.PathAndQuery);
        Assert.Equal($"/repos/acme/one/tarball/{Commit}", github.Requests[1].Uri.PathAndQuery);
        Assert.Equal(["ghs_1_test", "ghs_1_test", null], github.Requests.Select(request => request.Token));
    }

    [Fact]
    public async Task What_an_archive_holds_beside_the_tree_goes_nowhere()
    {
        GnuTarEntry[] hostile =
        [
            Entry("acme-one-c/../../../../tmp/octobatch-escaped", "x"), Entry("/etc/octobatch-escaped", "x"), Entry("acme-one-c/.git/hooks/post-checkout", "x"),
            new(TarEntryType.SymbolicLink, "acme-one-c/bin") { LinkName = "/tmp" }, Entry("acme-one-c/bin/run", "#!/bin/sh\nevil\n"),
            new(TarEntryType.HardLink, "acme-one-c/README.md") { LinkName = "/etc/shadow" }, new(TarEntryType.CharacterDevice, "acme-one-c/same.md"),
        ];
        github.Then(HttpStatusCode.OK, TreeJson(Tree)).Then(_ => Archive([.. hostile, .. Honest(Tree)]));
        var (files, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(5, files!.Count);
        Assert.Equal("#!/bin/sh\n", Encoding.UTF8.GetString(files["bin/run"].Content!.Value.Span));
        Assert.False(System.IO.File.Exists("/tmp/octobatch-escaped") || System.IO.File.Exists("/etc/octobatch-escaped"));
    }

    [Fact]
    public async Task Files_that_git_attributes_leave_out_or_change_are_read_one_by_one()
    {
        var tree = Of(File("kept", "1\n"), File("ignored", "2\n"), File("version", "$Format:%H$\n"));
        github.Then(HttpStatusCode.OK, TreeJson(tree)).Then(_ => Archive([Entry("acme-one-c/kept", "1\n"), Entry("acme-one-c/version", Commit + "\n")]))
            .Then(_ => Bytes("2\n"u8.ToArray())).Then(_ => Bytes("$Format:%H$\n"u8.ToArray()));
        var (files, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal("$Format:%H$\n", Encoding.UTF8.GetString(files!["version"].Content!.Value.Span));
        Assert.Equal(4, github.Requests.Count);
    }

    [Fact]
    public async Task Bytes_that_are_not_the_blobs_are_not_taken()
    {
        github.Then(HttpStatusCode.OK, TreeJson(Of(File("a", "1\n")))).Then(_ => Archive([Entry("acme-one-c/a", "2\n")])).Then(_ => Bytes("2\n"u8.ToArray()));
        var (_, failure) = await ReadAsync();
        Assert.True(failure!.Retryable);
        Assert.Contains("are not those of blob", failure.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a/.git/config")]
    [InlineData("a//b")]
    public async Task A_tree_with_names_that_no_folder_can_hold_is_refused(string path)
    {
        github.Then(HttpStatusCode.OK, TreeJson(Of(File(path, "1"))));
        var (_, failure) = await ReadAsync();
        Assert.Contains("cannot stand in a folder", failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_ones_are_refused_before_they_cost_much()
    {
        var limits = new RunLimits { ArchiveBytes = 1000, CheckoutBytes = 100, Files = 3 };
        github.Then(HttpStatusCode.OK, TreeJson(Tree));
        Assert.Contains("more than 3 files", (await ReadAsync(limits)).Failure?.Reason, StringComparison.Ordinal);
        github.Then(HttpStatusCode.OK, TreeJson(Of(File("a", new string('x', 101)))));
        Assert.Contains("more than 100 bytes", (await ReadAsync(limits)).Failure?.Reason, StringComparison.Ordinal);
        github.Then(HttpStatusCode.OK, TreeJson(Of(File("a", "1")))).Then(_ => Bytes(new byte[1001]));
        Assert.Contains("archive is larger than 1000 bytes", (await ReadAsync(limits)).Failure?.Reason, StringComparison.Ordinal);
        github.Then(HttpStatusCode.OK, """{"sha":"x","tree":[],"truncated":true}""");
        var truncated = (await ReadAsync(limits)).Failure!;
        Assert.Equal(("the repository has more files than GitHub lists", false), (truncated.Reason, truncated.Retryable));
    }

    [Fact]
    public async Task A_bomb_of_zeros_ends_at_the_limit()
    {
        github.Then(HttpStatusCode.OK, TreeJson(Of(File("a", "1")))).Then(_ => Archive([Entry("acme-one-c/zeros", new string('\0', 30_000_000))]));
        var (_, failure) = await ReadAsync(new() { CheckoutBytes = 1000, Files = 10 });
        Assert.Contains("there is more of it than may be", failure?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not gzip at all")]
    [InlineData("")]
    public async Task What_is_no_archive_may_be_one_later(string body)
    {
        github.Then(HttpStatusCode.OK, TreeJson(Of(File("a", "1")))).Then(_ => Bytes(Encoding.ASCII.GetBytes(body))).Then(HttpStatusCode.NotFound, "{}");
        var (_, failure) = await ReadAsync();
        Assert.NotNull(failure);
    }

    [Fact]
    public async Task What_GitHub_refuses_is_told_and_nothing_is_left_behind()
    {
        github.Then(HttpStatusCode.NotFound, """{"message":"Not Found"}""");
        var (_, failure) = await ReadAsync();
        Assert.Equal(("The repository's tree cannot be read: Not Found", false), (failure!.Reason, failure.Retryable));
    }

    private async Task<(Dictionary<string, TreeFile>? Files, RunFailure? Failure)> ReadAsync(RunLimits? limits = null)
    {
        var time = FlowingTime.Start();
        await using var replica = new Replica(time, github.AnswerAsync);
        var (checkout, failure) = await CheckoutReader.ReadAsync(
            replica.Client.For(1), new RepositoryName("acme", "one"), Commit, limits ?? RunLimits.Default, TestContext.Current.CancellationToken);
        using (checkout)
            return (checkout?.Files.ToDictionary(f => f.Key, f => checkout.WithContent(f.Value), StringComparer.Ordinal), failure);
    }

    private static string TreeJson(RepositoryTree tree) => JsonSerializer.Serialize(new
    {
        sha = Commit,
        truncated = false,
        tree = tree.Files.Select(file => new
        {
            path = file.Key,
            mode = file.Value.Mode.Octal(),
            type = file.Value.Mode == TreeFileMode.Submodule ? "commit" : "blob",
            sha = file.Value.BlobId,
            size = file.Value.Size,
        }),
    });

    private static GnuTarEntry[] Honest(RepositoryTree tree) =>
    [
        .. tree.Files.Select(file => file.Value.Mode switch
        {
            TreeFileMode.SymbolicLink => new GnuTarEntry(TarEntryType.SymbolicLink, $"acme-one-c/{file.Key}") { LinkName = Encoding.UTF8.GetString(file.Value.Content!.Value.Span) },
            TreeFileMode.Submodule => new GnuTarEntry(TarEntryType.Directory, $"acme-one-c/{file.Key}/"),
            _ => new GnuTarEntry(TarEntryType.RegularFile, $"acme-one-c/{file.Key}") { DataStream = new MemoryStream(file.Value.Content!.Value.ToArray()) },
        }),
    ];

    private static GnuTarEntry Entry(string name, string content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.ASCII.GetBytes(content)) };

    private static HttpResponseMessage Archive(GnuTarEntry[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Gnu))
        {
            foreach (var entry in entries) tar.WriteEntry(entry);
        }

        return Bytes(bytes.ToArray());
    }

    private static HttpResponseMessage Bytes(byte[] bytes) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) };
}
