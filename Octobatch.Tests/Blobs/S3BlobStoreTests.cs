using Octobatch.ServiceDefaults.Blobs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Blobs;

public sealed class S3BlobStoreTests(S3Fixture s3) : BlobStoreContract
{
    protected override async Task<IBlobStore> CreateAsync() => BlobStores.Create(await s3.CreateBucketAsync(Cancel));

    [Fact]
    public async Task A_missing_bucket_is_said_so()
    {
        var settings = (await s3.GetServerAsync()).SettingsFor("no-such-bucket");
        // A store for each, because Ceph's gateway leaves the body of a refused upload in the connection.
        Func<IBlobStore, Task>[] calls = [store => store.CheckAsync(Cancel), store => store.GetAsync("a", Cancel), store => PutAsync(store, "a", "x")];
        foreach (var call in calls) await ExpectAsync("no-such-bucket does not exist", () => call(BlobStores.Create(settings)));
    }

    [Fact]
    public async Task A_wrong_secret_is_said_so_and_not_told()
    {
        var server = await s3.GetCheckingServerAsync();
        var store = BlobStores.Create(server.SettingsFor("bucket", secretAccessKey: "this-secret-is-wrong"));
        var error = await ExpectAsync("secret access key does not belong", () => store.CheckAsync(Cancel));
        Assert.DoesNotContain("this-secret-is-wrong", error.ToString(), StringComparison.Ordinal);
        await ExpectAsync("secret access key does not belong", () => store.GetAsync("a", Cancel));
    }

    [Fact]
    public async Task An_unknown_access_key_is_said_so()
    {
        var server = await s3.GetCheckingServerAsync();
        var store = BlobStores.Create(server.SettingsFor("bucket", accessKeyId: "NOBODY"));
        await ExpectAsync("does not know the access key id", () => store.CheckAsync(Cancel));
    }

    private static async Task<BlobStoreException> ExpectAsync(string words, Func<Task> action)
    {
        var error = await Assert.ThrowsAsync<BlobStoreException>(action);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.False(error.CanRetry);
        return error;
    }
}
