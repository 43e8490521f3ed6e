using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed class RefusedValuesTests
{
    [Theory]
    [InlineData("networkPolicy.githubCidr={10.0.0.0/8}", "'/networkPolicy'", "'githubCidr' not allowed")]
    [InlineData("gateways.replicas=2", "'gateways' not allowed")]
    [InlineData("gateway.replica=2", "'/gateway'", "'replica' not allowed")]
    [InlineData("gateway.replicas=-1", "'/gateway/replicas'", "minimum: got -1, want 0")]
    [InlineData("gateway.replicas=two", "'/gateway/replicas'", "got string, want integer")]
    [InlineData("networkPolicy.githubCidrs={10.0.0/8}", "'/networkPolicy/githubCidrs/0'", "'10.0.0/8' does not match")]
    [InlineData("networkPolicy.postgresCidrs={10.0.0.1}", "'/networkPolicy/postgresCidrs/0'", "'10.0.0.1' does not match")]
    [InlineData("networkPolicy.postgresCidrs={10.0.0.1/33}", "'10.0.0.1/33' does not match")]
    [InlineData("networkPolicy.redisCidrs={10.0.0.300/32}", "10.0.0.300/32 is no IPv4 or IPv6 range")]
    [InlineData("networkPolicy.redisCidrs={2001:db8::1::/64}", "2001:db8::1::/64 is no IPv4 or IPv6 range")]
    [InlineData("networkPolicy.redisCidrs={2001:db8::/129}", "'2001:db8::/129' does not match")]
    [InlineData("networkPolicy.nodeCidrs={10.0.0.300/32}", "10.0.0.300/32 is no IPv4 or IPv6 range")]
    [InlineData("networkPolicy.githubCidrs={example.com}", "'example.com' does not match")]
    [InlineData("networkPolicy.githubCidrs={169.254.169.254/32}", "metadata address")]
    [InlineData("networkPolicy.ports.redis={70000}", "'/networkPolicy/ports/redis/0'", "maximum")]
    [InlineData("networkPolicy.gatewayFrom[0].ipblock.cidr=10.0.0.0/8", "'ipblock' not allowed")]
    [InlineData("github.apiBaseUrl=api.github.com", "'/github/apiBaseUrl'", "does not match")]
    [InlineData("telemetry.otlpEndpoint=http://user:secret@collector:4317", "'/telemetry/otlpEndpoint'")]
    [InlineData("defaults.terminationGracePeriodSeconds=10", "'/defaults/terminationGracePeriodSeconds'", "minimum")]
    [InlineData("image.pullPolicy=Sometimes", "'/image/pullPolicy'", "one of")]
    [InlineData("runSteps.enabled=true", "runSteps.images is empty")]
    [InlineData("runSteps.enabled=true,runSteps.images={alpine:3},runSteps.namespace=octobatch", "another namespace")]
    [InlineData("oidc.authority=https://login.example.com", "oidc.audience is empty")]
    [InlineData("httpRoute.enabled=true", "httpRoute.parentRefs is empty")]
    [InlineData("token.autoscaling.enabled=true,token.autoscaling.minReplicas=9", "token.autoscaling: minReplicas 9 is more than maxReplicas 6")]
    [InlineData("token.extraEnv[0].name=OCTOBATCH_SERVICE_KEY,token.extraEnv[0].value=s", "token.extraEnv: OCTOBATCH_SERVICE_KEY comes from a Secret")]
    [InlineData("gateway.extraEnv[0].name=OCTOBATCH_GITHUB_APP_PRIVATE_KEY,gateway.extraEnv[0].value=s", "looks like a secret")]
    [InlineData("gateway.extraEnv[0].name=OCTOBATCH_GITHUB_CLIENT_SECRET,gateway.extraEnv[0].value=s", "looks like a secret")]
    public async Task A_wrong_value_is_refused_by_its_name(string set, params string[] said)
    {
        var answer = await HelmChart.TemplateAsync(["--set", set]);
        Assert.NotEqual(0, answer.ExitCode);
        Assert.All(said, words => Assert.Contains(words, answer.Errors, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_documented_value_is_in_the_schema_and_every_one_in_the_schema_is_documented()
    {
        // A default outside the schema would make this fail, and a key of the schema without a default is one that nobody can find.
        Assert.Equal(0, (await HelmChart.TemplateAsync([])).ExitCode);
        using var schema = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(
            Path.Combine(HelmChart.Folder, "values.schema.json"), TestContext.Current.CancellationToken));
        var values = new YamlDotNet.Serialization.Deserializer().Deserialize<Dictionary<string, object>>(
            await File.ReadAllTextAsync(Path.Combine(HelmChart.Folder, "values.yaml"), TestContext.Current.CancellationToken));
        var known = schema.RootElement.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        Assert.Equal(known.Keys.Where(k => k != "global").Order(StringComparer.Ordinal), values.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, section) in known.Where(k => k.Value.TryGetProperty("properties", out _)))
        {
            var documented = ((Dictionary<object, object>)values[name]).Keys.Cast<string>();
            Assert.Equal(section.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
        }

        var service = schema.RootElement.GetProperty("$defs").GetProperty("service").GetProperty("properties").EnumerateObject().Select(p => p.Name);
        Assert.Equal(service.Order(StringComparer.Ordinal), ((Dictionary<object, object>)values["defaults"]).Keys.Cast<string>().Order(StringComparer.Ordinal));
    }
}
