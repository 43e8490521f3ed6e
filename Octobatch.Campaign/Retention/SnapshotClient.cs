using System.Net;
using Octobatch.ServiceDefaults;

namespace Octobatch.Campaigns.Retention;

/// <summary>Deletes the snapshots of selections, at the selection service.</summary>
internal sealed class SnapshotClient(IHttpClientFactory clients)
{
    /// <summary>A snapshot that is not there is fine.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached, or refuses.</exception>
    public async Task DeleteAsync(Guid snapshot, CancellationToken cancellation)
    {
        using var response = await clients.CreateClient(OctobatchService.Selection.Name).DeleteAsync($"/internal/snapshots/{snapshot}", cancellation);
        if (response.StatusCode != HttpStatusCode.NotFound)
            response.EnsureSuccessStatusCode();
    }
}
