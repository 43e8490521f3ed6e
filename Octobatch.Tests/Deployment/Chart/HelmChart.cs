using System.Collections.Concurrent;
using Octobatch.Tests.Deployment.Tools;
using Xunit;

namespace Octobatch.Tests.Deployment.Chart;

/// <summary>The chart rendered by real Helm; each file of values once, shared by all tests.</summary>
internal static class HelmChart
{
    public const string Namespace = "octobatch";

    private static readonly ConcurrentDictionary<(string Values, string Release), Lazy<Task<Manifests>>> Rendered = new();

    public static string Folder { get; } = Repository.PathOf("helm", "octobatch");

    /// <summary>Names of the files in <c>values/</c>, without their ending.</summary>
    public static TheoryData<string> ValuesFiles =>
        [.. Directory.GetFiles(Repository.PathOf("Octobatch.Tests", "Deployment", "values"), "*.yaml")
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    public static string ValuesFile(string name) => Repository.PathOf("Octobatch.Tests", "Deployment", "values", name + ".yaml");

    public static Task<Manifests> RenderAsync(string values, string release = "octobatch") =>
        Rendered.GetOrAdd((values, release), key => new(async () =>
            Manifests.Parse((await TemplateAsync(["--values", ValuesFile(key.Values)], key.Release)).Succeeded))).Value;

    /// <summary>`helm template` with arguments of its own.</summary>
    public static Task<CommandResult> TemplateAsync(IEnumerable<string> arguments, string release = "octobatch") =>
        HelmAsync(["template", release, Folder, "--namespace", Namespace, .. arguments]);

    public static async Task<CommandResult> HelmAsync(params IEnumerable<string> arguments) =>
        await Command.RunAsync(await KubernetesTools.HelmAsync(), arguments);
}
