namespace Octobatch.AppHost;

/// <summary>The words that the graph in AppHost.cs is written with.</summary>
internal static class Wiring
{
    /// <summary>
    /// A secret of 48 letters and digits, made on the first start and kept in the user secrets, so that what lies in
    /// the data volumes stays readable. Its name below <c>Parameters</c> in the configuration overrides it.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedSecret(
        this IDistributedApplicationBuilder builder, string name, int length = 48) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = length, Special = false },
            secret: true, persist: true);

    /// <summary>A setting with a default that is published too; its name below <c>Parameters</c> overrides it.</summary>
    public static IResourceBuilder<ParameterResource> AddSetting(
        this IDistributedApplicationBuilder builder, string name, string byDefault) =>
        // As for other parameters, an environment variable has underscores where the name has hyphens.
        builder.AddParameter(name, () => builder.Configuration[$"Parameters:{name}"]
            ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"] ?? byDefault, publishValueAsDefault: true);

    /// <summary>
    /// Tells a service where those are that it may call, as <c>OCTOBATCH_{NAME}_URL</c>. These references are also all
    /// that the published network policies let through.
    /// </summary>
    public static IResourceBuilder<ProjectResource> MayCall(
        this IResourceBuilder<ProjectResource> service, params IResourceBuilder<ProjectResource>[] others)
    {
        foreach (var other in others)
            service.WithEnvironment($"OCTOBATCH_{other.Resource.Name.ToUpperInvariant()}_URL", other.GetEndpoint("http"));
        return service;
    }
}
