using System.IO.Compression;

namespace Octobatch.GitHubSimulator.Webhooks;

/// <summary>One webhook that was sent, or tried to be.</summary>
public sealed class Delivery
{
    private readonly byte[] packed;

    internal Delivery(byte[] payload) => packed = Pack(payload);

    private Delivery(byte[] packed, bool isPacked) => this.packed = isPacked ? packed : Pack(packed);

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The id that receivers de-duplicate by; a redelivery has the same.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>The event, such as <c>pull_request</c>.</summary>
    public required string Event { get; init; }

    /// <summary>The event's action, such as <c>opened</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Whose webhook it is.</summary>
    public required long InstallationId { get; init; }

    /// <summary>Which repository it is about.</summary>
    public long? RepositoryId { get; init; }

    /// <summary>Whether it was asked for again.</summary>
    public bool IsRedelivery { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset DeliveredAt { get; internal set; }

    /// <summary>How many seconds the receiver took.</summary>
    public double Duration { get; internal set; }

    /// <summary>The receiver's status; 0 when there was no answer.</summary>
    public int StatusCode { get; internal set; }

    /// <summary>GitHub's word for the status.</summary>
    public string Status { get; internal set; } = "pending";

    /// <summary>The JSON that was sent.</summary>
    public byte[] Payload
    {
        get
        {
            using var unpacked = new MemoryStream();
            using (var zip = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress))
                zip.CopyTo(unpacked);
            return unpacked.ToArray();
        }
    }

    internal Delivery Again(long id) => new(packed, isPacked: true)
    {
        Id = id,
        DeliveryId = DeliveryId,
        Event = Event,
        Action = Action,
        InstallationId = InstallationId,
        RepositoryId = RepositoryId,
        IsRedelivery = true,
    };

    // A payload repeats the repository's forty URLs several times; packed it is a tenth.
    private static byte[] Pack(byte[] payload)
    {
        using var bytes = new MemoryStream();
        using (var zip = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(payload);
        return bytes.ToArray();
    }
}
