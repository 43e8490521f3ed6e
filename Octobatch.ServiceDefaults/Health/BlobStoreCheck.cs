using Microsoft.Extensions.DependencyInjection;
using Octobatch.ServiceDefaults.Blobs;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.ServiceDefaults.Health;

internal sealed class BlobStoreCheck(IServiceProvider services, ConfigurationProblems problems)
    : DependencyCheck(HealthNames.BlobStore, TimeSpan.FromSeconds(2), problems)
{
    protected override Task CheckAsync(CancellationToken cancellation) =>
        services.GetRequiredService<IBlobStore>().CheckAsync(cancellation);
}
