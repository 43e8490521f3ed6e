using System.Formats.Tar;
using System.Text;
using Octobatch.Campaigns.Steps.Trees;

namespace Octobatch.Campaigns.Steps.Running.Checkouts;

/// <summary>Takes contents from the tar that GitHub makes of a commit; below one folder, whose name says the commit.</summary>
internal static class ArchiveReader
{
    /// <exception cref="InvalidDataException">It is no tar.</exception>
    /// <exception cref="IOException">It ends too early.</exception>
    public static async Task TakeAsync(Stream tar, Checkout checkout, CancellationToken cancellation)
    {
        await using var reader = new TarReader(tar, leaveOpen: true);
        while (await reader.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
        {
            if (Find(checkout, entry.Name) is not { } file || checkout.Blobs.Contains(file.BlobId)) continue;
            var isLink = entry.EntryType is TarEntryType.SymbolicLink;
            if (isLink != (file.Mode == TreeFileMode.SymbolicLink)) continue;
            if (isLink)
            {
                var target = Encoding.UTF8.GetBytes(entry.LinkName);
                await checkout.Blobs.AddAsync(file.BlobId, new MemoryStream(target), target.Length, cancellation);
            }
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && entry.Length <= int.MaxValue && entry.Length == (file.Size ?? entry.Length))
            {
                await checkout.Blobs.AddAsync(file.BlobId, entry.DataStream ?? Stream.Null, (int)entry.Length, cancellation);
            }
        }
    }

    private static TreeFile? Find(Checkout checkout, string name)
    {
        var slash = name.IndexOf('/');
        return slash < 0 ? null : checkout.Files.GetValueOrDefault(name[(slash + 1)..]);
    }
}
