using System.Text;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Blobs;

public sealed class FileBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TempDirectory _directory = new();

    private string Root => _directory.Sub("blobs with space");

    public void Dispose() => _directory.Dispose();

    protected override Task<IBlobStore> CreateAsync() =>
        Task.FromResult(BlobStores.Create(new BlobStoreSettings { Endpoint = new Uri(Root).AbsoluteUri }));

    [Fact]
    public async Task Nothing_is_ever_written_outside_the_folder()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", "x");
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, "../b", "x"));
        Assert.Equal([Root], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_reader_sees_the_old_blob_or_the_new_one_and_never_a_part()
    {
        var store = await CreateAsync();
        var versions = new[] { new string('a', 300_000), new string('b', 200_000) };
        await PutAsync(store, "a", versions[0]);
        var writer = Task.Run(async () =>
        {
            for (var round = 1; round <= 20; round++) await PutAsync(store, "a", versions[round % 2]);
        }, Cancel);
        do Assert.Contains(Encoding.UTF8.GetString((await ReadAsync(store, "a"))!), versions);
        while (!writer.IsCompleted);
        await writer;
    }

    [Fact]
    public async Task Putting_beside_a_deletion_that_empties_the_folder_works()
    {
        var store = await CreateAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 400), Cancel, async (number, _) =>
        {
            await PutAsync(store, $"folder/deep/{number}", "x");
            await store.DeleteAsync($"folder/deep/{number}", Cancel);
        });
        Assert.Empty(await ListAsync(store, ""));
        Assert.False(Directory.Exists(Path.Combine(Root, "folder.d")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_used_is_said_so()
    {
        await File.WriteAllTextAsync(Root, "a file where the folder should be", Cancel);
        var store = await CreateAsync();
        var error = await Assert.ThrowsAsync<BlobStoreException>(() => store.CheckAsync(Cancel));
        Assert.Contains(Root, error.Message, StringComparison.Ordinal);
    }
}
