using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Octobatch.Campaigns;
using Octobatch.Gateway;
using Octobatch.Selections;
using Octobatch.ServiceDefaults;
using Octobatch.ServiceDefaults.Configuration;
using Octobatch.Tests.Deployment.Chart;
using Octobatch.Tokens;
using Xunit;

namespace Octobatch.Tests.Deployment;

/// <summary>The chart and the services agree on every environment variable, so that neither can drift.</summary>
public sealed class SettingsTests
{
    private const string LimitsReason = "the default is what GitHub publishes; a server with other limits sets it in the extraEnv of campaign and selection";

    private static readonly string[] Limits =
    [
        "LIMITS", "CONTENT_PER_MINUTE", "CONTENT_PER_HOUR", "CONTENT_COUNTS", "WRITE_SPACING_MS", "REST_POINTS_PER_MINUTE",
        "GRAPHQL_POINTS_PER_MINUTE", "CONCURRENT_REQUESTS", "REPLICAS", "PRIMARY_RESERVE_PERCENT", "WINDOW_MARGIN_MS",
        "REFUSAL_MEMORY_MINUTES", "TIMEOUT_SECONDS", "BATCH_SIZE", "WRITE_BATCH_SIZE",
    ];

    /// <summary>Variables that a service reads and the chart leaves alone, each with the reason.</summary>
    private static readonly Dictionary<string, string> LeftOut = new(Limits.Select(limit => KeyValuePair.Create($"OCTOBATCH_GITHUB_{limit}", LimitsReason)), StringComparer.Ordinal)
    {
        ["OCTOBATCH_GITHUB_APP_PRIVATE_KEY_PATH"] = "the key comes from its Secret as a variable; a path would need a volume for the same thing",
    };

    /// <summary>Variables that the chart sets for .NET or OpenTelemetry, which no settings class of ours reads.</summary>
    private static readonly Dictionary<string, string> Framework = new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_HTTP_PORTS"] = "ASP.NET Core: the port, on all interfaces",
        ["SSL_CERT_DIR"] = "OpenSSL and .NET: folders with trusted authorities",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "the OpenTelemetry SDK",
    };

    public static TheoryData<string> Services => [.. OctobatchService.All.Select(s => s.Name)];

    /// <summary>Every variable whose value must never be shown.</summary>
    internal static IReadOnlySet<string> SecretVariables { get; } =
        OctobatchService.All.SelectMany(s => Read(s.Name)).Where(s => s.Secret).Select(s => s.Variable).ToHashSet(StringComparer.Ordinal);

    [Theory, MemberData(nameof(Services))]
    public async Task Every_variable_that_the_chart_sets_is_read(string service)
    {
        var read = Read(service).Select(s => s.Variable).ToHashSet(StringComparer.Ordinal);
        Assert.Empty((await SetAsync(service)).Except(read).Except(Framework.Keys));
    }

    [Theory, MemberData(nameof(Services))]
    public async Task Every_variable_that_is_read_is_set_by_the_chart_or_left_out_for_a_reason(string service)
    {
        var set = await SetAsync(service);
        Assert.Empty(Read(service).Select(s => s.Variable).Except(set).Except(LeftOut.Keys));
        Assert.Empty(LeftOut.Keys.Intersect(set));
    }

    [Fact]
    public void What_is_left_out_is_read_by_somebody() =>
        Assert.Empty(LeftOut.Keys.Except(OctobatchService.All.SelectMany(s => Read(s.Name)).Select(s => s.Variable)));

    [Fact]
    public void The_comparison_sees_the_settings_of_the_services()
    {
        Assert.Contains("OCTOBATCH_GITHUB_APP_PRIVATE_KEY", SecretVariables);
        Assert.Contains("OCTOBATCH_POSTGRES_DSN", SecretVariables);
        Assert.DoesNotContain(Read("campaign"), s => s.Variable == "OCTOBATCH_GITHUB_APP_PRIVATE_KEY");
    }

    /// <summary>The settings that a service registers when it is put together as in its Program.cs.</summary>
    private static IEnumerable<SettingAttribute> Read(string service)
    {
        var builder = WebApplication.CreateBuilder();
        Action<WebApplicationBuilder> add = service switch
        {
            "gateway" => GatewayService.AddGatewayService,
            "campaign" => CampaignService.AddCampaignService,
            "selection" => SelectionService.AddSelectionService,
            "token" => TokenService.AddTokenService,
            _ => throw new ArgumentException(service, nameof(service)),
        };
        add(builder);
        return [.. builder.Services.Select(s => s.IsKeyedService ? null : s.ImplementationInstance).OfType<ISettings>()
            .SelectMany(settings => SettingsReader.Of(settings.GetType())).Select(s => s.Setting)];
    }

    /// <summary>Everything that the chart itself can set for a service, over values files that switch on what there is.</summary>
    private static async Task<HashSet<string>> SetAsync(string service)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var values in (string[])["everything-on", "session-token"])
        {
            var manifests = await HelmChart.RenderAsync(values);
            var container = manifests.Deployment(service).Spec.Template.Spec.Containers[0];
            var configuration = manifests.All<V1ConfigMap>().Single(c => c.Metadata.Name == Assert.Single(container.EnvFrom).ConfigMapRef.Name);
            names.UnionWith(configuration.Data.Keys);
            names.UnionWith(container.Env.Select(e => e.Name));
        }

        names.ExceptWith(["DOTNET_gcServer", "OTEL_EXPORTER_OTLP_HEADERS"]); // the values file's own extraEnv
        return names;
    }
}
