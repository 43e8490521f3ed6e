using System.Text;
using Octobatch.Campaigns.Artifacts;
using Octobatch.Campaigns.Steps.Diffs;
using Octobatch.Campaigns.Steps.Trees;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Artifacts;

public sealed class ArtifactTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_written_is_read_again_patch_log_change_and_new_contents()
    {
        using var folder = new TempDirectory();
        var store = new ArtifactStore(new FileBlobStore(folder.Path));
        FileChange[] changes =
        [
            new("a.txt", TreeFile.Of("old\n"u8.ToArray()), TreeFile.Of("new\n"u8.ToArray())),
            new("gone.sh", TreeFile.Of("x\n"u8.ToArray(), TreeFileMode.Executable), null),
            new("moved.sh", null, TreeFile.Of("x\n"u8.ToArray(), TreeFileMode.Executable)),
        ];
        var patch = Patch.Render(changes);
        await store.WriteAsync("campaigns/c/changes/k/1/b.zip", Artifact.Of(patch, changes, "it ran\n", [null, "out"]), Cancellation);

        using var read = (await store.FindAsync("campaigns/c/changes/k/1/b.zip", Cancellation))!;
        Assert.Equal(patch.Content.ToArray(), read.Patch());
        Assert.Equal("it ran\n", read.Log());
        var change = read.Change();
        Assert.Equal(["a.txt", "gone.sh", "moved.sh"], change.Files.Select(file => file.Path));
        Assert.Equal(new("100644", changes[0].After!.BlobId), change.Files[0].After);
        Assert.Null(change.Files[1].After);
        Assert.Equal(new("100755", changes[2].After!.BlobId), change.Files[2].After);
        Assert.Equal(patch.Files, change.Statistics);
        Assert.Equal([null, "out"], change.Outputs);
        Assert.Equal("new\n", Encoding.UTF8.GetString(read.Blob(changes[0].After!.BlobId)!));
        Assert.Null(read.Blob(changes[2].After!.BlobId)); // it only moved
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        using var folder = new TempDirectory();
        Assert.Null(await new ArtifactStore(new FileBlobStore(folder.Path)).FindAsync("campaigns/c/none.zip", Cancellation));
    }

    [Fact]
    public void The_key_is_made_of_what_the_change_depends_on() => Assert.Equal(
        "campaigns/one/changes/00112233445566ff/7/c0ffee.zip",
        ArtifactKey.Of("one", Convert.FromHexString("00112233445566FF8899"), 7, "c0ffee"));
}
