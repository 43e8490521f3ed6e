using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed class SecretsTests
{
    private static readonly string[] ForAll =
    [
        "octobatch-blobstore/BLOBSTORE_ACCESS_KEY_ID", "octobatch-blobstore/BLOBSTORE_BUCKET", "octobatch-blobstore/BLOBSTORE_ENDPOINT",
        "octobatch-blobstore/BLOBSTORE_SECRET_ACCESS_KEY", "octobatch-blobstore/BLOBSTORE_SESSION_TOKEN",
        "octobatch-keys/SERVICE_KEY", "octobatch-postgres/POSTGRES_DSN", "octobatch-redis/REDIS_URL",
    ];

    public static TheoryData<string> ValuesFiles => HelmChart.ValuesFiles;

    [Theory]
    [InlineData("gateway", "github-app-credentials/GITHUB_WEBHOOK_SECRET", "octobatch-keys/ADMIN_KEY")]
    [InlineData("campaign")]
    [InlineData("selection")]
    [InlineData("token", "github-app-credentials/GITHUB_APP_ID", "github-app-credentials/GITHUB_APP_PRIVATE_KEY")]
    public async Task Each_service_gets_its_own_keys_and_no_other(string service, params string[] own)
    {
        var references = Environment(await HelmChart.RenderAsync("defaults"), service)
            .Where(e => e.ValueFrom is not null).Select(e => e.ValueFrom.SecretKeyRef).ToList();
        Assert.Equal(ForAll.Concat(own).Order(StringComparer.Ordinal), references.Select(r => $"{r.Name}/{r.Key}").Order(StringComparer.Ordinal));
        Assert.Equal(["BLOBSTORE_SESSION_TOKEN"], references.Where(r => r.Optional == true).Select(r => r.Key));
    }

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task A_variable_from_a_Secret_carries_its_keys_name(string values)
    {
        var manifests = await HelmChart.RenderAsync(values);
        foreach (var variable in manifests.All<V1Deployment>().SelectMany(d => d.Spec.Template.Spec.Containers[0].Env)
            .Where(e => e.ValueFrom is not null && e.Name.StartsWith("OCTOBATCH_", StringComparison.Ordinal)))
        {
            Assert.Equal("OCTOBATCH_" + variable.ValueFrom.SecretKeyRef.Key, variable.Name);
        }
    }

    [Fact]
    public async Task Temporary_credentials_are_waited_for_when_they_are_said_to_come() =>
        Assert.DoesNotContain(Environment(await HelmChart.RenderAsync("session-token"), "campaign"), e => e.ValueFrom?.SecretKeyRef?.Optional == true);

    [Theory, MemberData(nameof(ValuesFiles))]
    public async Task No_secret_stands_in_a_ConfigMap_or_as_a_literal(string values)
    {
        var manifests = await HelmChart.RenderAsync(values);
        Assert.Empty(manifests.All<V1Secret>());
        var fromSecrets = manifests.Pods.Values.SelectMany(p => p.Spec.Containers[0].Env ?? []).Where(e => e.ValueFrom is not null).Select(e => e.Name).ToHashSet();
        Assert.Contains("OCTOBATCH_GITHUB_APP_PRIVATE_KEY", fromSecrets);
        var inClear = manifests.All<V1ConfigMap>().SelectMany(c => c.Data)
            .Concat(manifests.Pods.Values.SelectMany(p => p.Spec.Containers[0].Env ?? [])
                .Where(e => e.Value is not null).Select(e => KeyValuePair.Create(e.Name, e.Value)));
        foreach (var (name, value) in inClear)
        {
            Assert.DoesNotContain(name, fromSecrets);
            Assert.DoesNotContain(name, SettingsTests.SecretVariables);
            Assert.DoesNotMatch("://[^/]*@|PRIVATE KEY|gh[a-z]_[A-Za-z0-9]{20}", value);
        }

        // Nothing but the variables reads a Secret: no volume, no envFrom.
        Assert.All(manifests.Pods.Values, p => Assert.DoesNotContain(p.Spec.Volumes ?? [], v => v.Secret is not null || v.Projected is not null));
        Assert.All(manifests.Pods.Values, p => Assert.DoesNotContain(p.Spec.Containers[0].EnvFrom ?? [], e => e.SecretRef is not null));
    }

    private static IList<V1EnvVar> Environment(Manifests manifests, string service) =>
        manifests.Deployment(service).Spec.Template.Spec.Containers[0].Env;
}
