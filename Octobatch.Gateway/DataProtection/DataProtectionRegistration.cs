using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Octobatch.Gateway.DataProtection;

internal static class DataProtectionRegistration
{
    /// <summary>Data Protection with its keys in Postgres, so that a form that one replica rendered can be sent to another.</summary>
    public static void AddSharedDataProtection(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("octobatch");
        // It would read the keys while the application starts: before the schema is there, and with an error in the log where Postgres is away.
        foreach (var eager in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToList())
            services.Remove(eager);
        services.AddSingleton<ServiceKeyCipher>().AddSingleton<PostgresKeyRing>().AddSingleton<ServiceKeyXmlEncryptor>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = provider.GetRequiredService<PostgresKeyRing>();
            options.XmlEncryptor = provider.GetRequiredService<ServiceKeyXmlEncryptor>();
        }));
    }
}
