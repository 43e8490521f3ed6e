using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Octobatch.ServiceDefaults.Logging;

namespace Octobatch.ServiceDefaults.Configuration;

public static class SettingsRegistration
{
    /// <summary>
    /// Reads a settings class now, registers it, and notes its problems and secrets. Asking twice for the same class reads it once.
    /// </summary>
    public static T AddSettings<T>(this WebApplicationBuilder builder) where T : class, ISettings, new()
    {
        if (builder.Services.FirstOrDefault(s => s.ServiceType == typeof(T))?.ImplementationInstance is T known)
            return known;
        var found = new List<SettingProblem>();
        var settings = SettingsReader.Read<T>(builder.Configuration, found);
        found.ForEach(Instance<ConfigurationProblems>(builder.Services).Add);
        Instance<SecretRedactor>(builder.Services).Add(SettingsReader.Secrets(typeof(T), builder.Configuration).Concat(settings.DerivedSecrets));
        builder.Services.AddSingleton(settings);
        return settings;
    }

    /// <summary>The one instance of <typeparamref name="T"/> that this application registers before it is built.</summary>
    internal static T Instance<T>(IServiceCollection services) where T : class, new()
    {
        services.TryAddSingleton(new T());
        return (T)services.First(s => s.ServiceType == typeof(T)).ImplementationInstance!;
    }
}
