using System.Text.RegularExpressions;
using k8s.Models;
using Octobatch.Tests.Deployment.Chart;
using Xunit;

namespace Octobatch.Tests.Deployment;

public sealed partial class ReleaseNamesTests
{
    [Theory]
    [InlineData("a", "a-octobatch")]
    [InlineData("octobatch", "octobatch-octobatch")]
    [InlineData("team.one", "team-one")]
    [InlineData("a-release-with-a-name-of-fifty-three-characters-aaaaa", "a-release-with-a-name-of-fifty-three-characters-aaaab")]
    public async Task Two_releases_in_one_namespace_do_not_collide(string one, string other)
    {
        var first = await HelmChart.RenderAsync("defaults", one);
        var second = await HelmChart.RenderAsync("defaults", other);
        Assert.Empty(Identities(first).Intersect(Identities(second)));

        // Nor do the pods of one answer for the services or obey the policies of the other.
        Assert.All(first.All<V1Service>(), s => Assert.Equal(one, s.Spec.Selector["app.kubernetes.io/instance"]));
        Assert.All(second.All<V1NetworkPolicy>(), p => Assert.Equal(other, p.Spec.PodSelector.MatchLabels["app.kubernetes.io/instance"]));

        static IEnumerable<(string, string)> Identities(Manifests manifests) => manifests.Objects.Select(o => (o.Kind, o.Metadata.Name));
    }

    [Theory]
    [InlineData("a-release-with-a-name-of-fifty-three-characters-aaaaa")]
    [InlineData("a-name-that-is-cut-at-its-own-hyphen-x")]
    [InlineData("1st.release")]
    [InlineData("x")]
    public async Task Every_name_fits_where_it_stands(string release)
    {
        var manifests = await HelmChart.RenderAsync("long-names", release);
        Assert.All(manifests.Objects, o => Assert.Matches(DnsLabel, o.Metadata.Name));
        // A pod's name is its Deployment's, a hyphen, up to ten characters, a hyphen and five characters.
        Assert.All(manifests.All<V1Deployment>(), d => Assert.True(d.Metadata.Name.Length + 17 <= 63, d.Metadata.Name));
        Assert.All(manifests.Objects.SelectMany(o => o.Metadata.Labels), l => Assert.True(l.Value.Length <= 63, l.Value));
    }

    // RFC 1035, which Services need: it begins with a letter.
    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex DnsLabel { get; }
}
