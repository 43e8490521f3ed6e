using System.Security.Cryptography;
using System.Text;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Blobs;

/// <summary>What every blob store does alike.</summary>
public abstract class BlobStoreContract
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>An empty store that works.</summary>
    protected abstract Task<IBlobStore> CreateAsync();

    [Fact]
    public async Task A_blob_comes_back_as_it_was_put()
    {
        var store = await CreateAsync();
        byte[] bytes = [0, 1, 2, 255, .. "grün"u8];
        await store.PutAsync("runs/1/acme/one.diff", bytes, "text/x-diff", Cancel);
        Assert.Equal(bytes, await ReadAsync(store, "runs/1/acme/one.diff"));
        Assert.True(await store.ExistsAsync("runs/1/acme/one.diff", Cancel));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        var store = await CreateAsync();
        await store.PutAsync("memory", ReadOnlyMemory<byte>.Empty, "text/plain", Cancel);
        await store.PutAsync("stream", new ForwardOnlyStream(0), "text/plain", Cancel);
        Assert.Empty((await ReadAsync(store, "memory"))!);
        Assert.Empty((await ReadAsync(store, "stream"))!);
    }

    [Fact]
    public async Task A_part_of_a_larger_array_is_put_alone()
    {
        var store = await CreateAsync();
        await store.PutAsync("a", "xabcx"u8.ToArray().AsMemory(1, 3), "text/plain", Cancel);
        Assert.Equal("abc"u8.ToArray(), await ReadAsync(store, "a"));
    }

    [Fact]
    public async Task What_was_never_put_is_null_and_deleting_it_is_fine()
    {
        var store = await CreateAsync();
        Assert.Null(await store.GetAsync("no/such/blob", Cancel));
        Assert.False(await store.ExistsAsync("no/such/blob", Cancel));
        await store.DeleteAsync("no/such/blob", Cancel);
    }

    [Fact]
    public async Task A_second_put_replaces_and_a_delete_removes()
    {
        var store = await CreateAsync();
        await PutAsync(store, "a/b", "a longer first text");
        await PutAsync(store, "a/b", "second");
        Assert.Equal("second"u8.ToArray(), await ReadAsync(store, "a/b"));
        await store.DeleteAsync("a/b", Cancel);
        Assert.Null(await store.GetAsync("a/b", Cancel));
        Assert.Empty(await ListAsync(store, ""));
        await PutAsync(store, "a/b", "third");
        Assert.Equal("third"u8.ToArray(), await ReadAsync(store, "a/b"));
    }

    [Fact]
    public async Task A_key_may_begin_with_another_key()
    {
        var store = await CreateAsync();
        string[] keys = ["a", "a.d", "a.d/b", "a/b", "a/b.d/c", "a/b/c", "a%2Ed", "%25"];
        foreach (var key in keys) await PutAsync(store, key, key);
        foreach (var key in keys) Assert.Equal(Encoding.UTF8.GetBytes(key), await ReadAsync(store, key));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await ListAsync(store, ""));
    }

    [Fact]
    public async Task A_list_has_every_key_with_the_prefix_in_ordinal_order()
    {
        var store = await CreateAsync();
        string[] keys = ["runs/1/b", "runs/1-old/a", "runs/10/a", "runs/1/a", "runs/2/Z", "runs/2/a b+c&ü", "other"];
        foreach (var key in keys) await PutAsync(store, key, key);
        Assert.Equal(["runs/1-old/a", "runs/1/a", "runs/1/b", "runs/10/a"], await ListAsync(store, "runs/1"));
        Assert.Equal(["runs/1/a", "runs/1/b"], await ListAsync(store, "runs/1/"));
        Assert.Equal(keys.Order(StringComparer.Ordinal), await ListAsync(store, ""));
        Assert.Empty(await ListAsync(store, "runs/3"));
    }

    [Fact]
    public async Task A_list_is_longer_than_a_page()
    {
        var store = await CreateAsync();
        var keys = Enumerable.Range(0, 1_005).Select(number => $"many/{number:0000}").ToArray();
        await Parallel.ForEachAsync(keys, Cancel, async (key, _) => await PutAsync(store, key, ""));
        Assert.Equal(keys, await ListAsync(store, "many/"));
    }

    [Fact]
    public async Task A_big_stream_of_unknown_length_is_not_held_in_memory()
    {
        const int Size = 100_000_000;
        var store = await CreateAsync();
        // The runtime counts for the whole process, so tests beside this one can only add: the least of some attempts is nearest.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 40 && least > Size; attempt++)
        {
            var content = new ForwardOnlyStream(Size);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await store.PutAsync("big", content, "application/octet-stream", Cancel);
            await using var back = await store.GetAsync("big", Cancel);
            var (length, hash) = await HashAsync(back!);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            Assert.Equal(Size, length);
            Assert.Equal(content.Hash, hash);
        }

        Assert.InRange(least, 0, Size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/absolute")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("..\\outside")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    public async Task A_key_that_could_leave_its_place_is_refused(string key)
    {
        var store = await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, key, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(key, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => store.ExistsAsync(key, Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(key, Cancel));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var store = await CreateAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, new string('a', 201), "x"));
        var longest = string.Join('/', Enumerable.Repeat(new string('a', 200), 5));
        await PutAsync(store, longest, "x");
        Assert.Equal([longest], await ListAsync(store, ""));
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(store, longest + "/" + new string('a', 30), "x"));
    }

    [Fact]
    public async Task A_put_that_is_cancelled_leaves_nothing()
    {
        var store = await CreateAsync();
        using var cancelled = new CancellationTokenSource();
        var content = new ForwardOnlyStream(50_000_000) { OnRead = position => { if (position > 20_000_000) cancelled.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutAsync("half", content, "text/plain", cancelled.Token));
        Assert.False(await store.ExistsAsync("half", Cancel));
        Assert.Empty(await ListAsync(store, ""));
    }

    [Fact]
    public async Task A_check_of_a_store_that_works_passes_and_leaves_nothing()
    {
        var store = await CreateAsync();
        await store.CheckAsync(Cancel);
        Assert.Empty(await ListAsync(store, ""));
    }

    protected static Task PutAsync(IBlobStore store, string key, string text) =>
        store.PutAsync(key, Encoding.UTF8.GetBytes(text), "text/plain", Cancel);

    protected static async Task<byte[]?> ReadAsync(IBlobStore store, string key)
    {
        await using var stream = await store.GetAsync(key, Cancel);
        if (stream is null) return null;
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, Cancel);
        return bytes.ToArray();
    }

    protected static async Task<List<string>> ListAsync(IBlobStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var key in store.ListAsync(prefix, Cancel)) keys.Add(key);
        return keys;
    }

    private static async Task<(long Length, string Hash)> HashAsync(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[81_920];
        long length = 0;
        while (await stream.ReadAsync(buffer, Cancel) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        return (length, Convert.ToHexString(hash.GetHashAndReset()));
    }
}
