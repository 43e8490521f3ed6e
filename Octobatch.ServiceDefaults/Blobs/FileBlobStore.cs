using System.Runtime.CompilerServices;

namespace Octobatch.ServiceDefaults.Blobs;

/// <summary>Blobs as files below one folder, for a single machine. Content types are not kept.</summary>
public sealed class FileBlobStore(string directory) : IBlobStore
{
    private readonly string _root = Path.GetFullPath(directory);

    // No key maps to this name: a percent sign in a key is always escaped.
    private string UnfinishedFolder => Path.Combine(_root, "%unfinished");

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, string contentType, CancellationToken cancellationToken) =>
        PutAsync(key, async file => await file.WriteAsync(content, cancellationToken));

    public Task PutAsync(string key, Stream content, string contentType, CancellationToken cancellationToken) =>
        PutAsync(key, file => content.CopyToAsync(file, cancellationToken));

    public Task<Stream?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var path = BlobPath.Of(_root, BlobKey.Require(key));
        return Guard<Stream?>(() =>
        {
            try
            {
                return Task.FromResult<Stream?>(new FileStream(path, new FileStreamOptions
                {
                    Share = FileShare.Read | FileShare.Delete,
                    Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                }));
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return Task.FromResult<Stream?>(null);
            }
        });
    }

    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(File.Exists(BlobPath.Of(_root, BlobKey.Require(key))));

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var path = BlobPath.Of(_root, BlobKey.Require(key));
        return Guard(() =>
        {
            try
            {
                File.Delete(path);
                RemoveEmptyFolders(Path.GetDirectoryName(path)!);
            }
            catch (DirectoryNotFoundException)
            {
                // Never put, or deleted together with its folder.
            }

            return Task.FromResult(true);
        });
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var key in Walk(new DirectoryInfo(_root), "", prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return key;
        }
    }

    /// <summary>Writes and removes a small file.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => Guard(async () =>
    {
        Directory.CreateDirectory(UnfinishedFolder);
        var probe = Path.Combine(UnfinishedFolder, Guid.NewGuid().ToString("N"));
        await File.WriteAllTextAsync(probe, "", cancellationToken);
        File.Delete(probe);
        return true;
    });

    // Written beside its place, flushed, then renamed: a reader sees the old blob or the new one, never half of one.
    private Task<bool> PutAsync(string key, Func<Stream, Task> write)
    {
        var path = BlobPath.Of(_root, BlobKey.Require(key));
        return Guard(async () =>
        {
            Directory.CreateDirectory(UnfinishedFolder);
            var unfinished = Path.Combine(UnfinishedFolder, Guid.NewGuid().ToString("N"));
            try
            {
                await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81920, useAsync: true))
                {
                    await write(file);
                    file.Flush(flushToDisk: true);
                }

                MoveInto(unfinished, path);
            }
            finally
            {
                File.Delete(unfinished);
            }

            return true;
        });
    }

    // A deletion elsewhere may remove the folder between making it and moving into it; then it is made again.
    private static void MoveInto(string unfinished, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.Move(unfinished, path, overwrite: true);
                return;
            }
            catch (Exception e) when ((e is DirectoryNotFoundException or FileNotFoundException) && attempt < 100 && File.Exists(unfinished))
            {
            }
        }
    }

    private void RemoveEmptyFolders(string folder)
    {
        try
        {
            for (; folder.Length > _root.Length; folder = Path.GetDirectoryName(folder)!) Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder, string before, string prefix)
    {
        if (!folder.Exists) yield break;
        var entries = folder.EnumerateFileSystemInfos()
            .Where(BlobPath.IsPartOfKey)
            .Select(entry => (entry, key: before + BlobPath.KeyPart(entry)))
            .Where(found => found.key.StartsWith(prefix, StringComparison.Ordinal)
                || (found.entry is DirectoryInfo && prefix.StartsWith(found.key, StringComparison.Ordinal)))
            .OrderBy(found => found.key, StringComparer.Ordinal);
        foreach (var (entry, key) in entries)
        {
            if (entry is not DirectoryInfo inner) yield return key;
            else foreach (var found in Walk(inner, key, prefix)) yield return found;
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BlobStoreException($"The blob store's folder {_root} cannot be used: {e.Message}", canRetry: e is IOException, e);
        }
    }
}
