using k8s;
using k8s.Models;

namespace Octobatch.Tests.Deployment.Chart;

/// <summary>The part of the Gateway API's HTTPRoute (v1) that the chart writes. Its field names are the API's.</summary>
public sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public V1ObjectMeta Metadata { get; set; } = new();
    public HttpRouteSpec Spec { get; set; } = new();
}

public sealed class HttpRouteSpec
{
    public IList<HttpRouteReference> ParentRefs { get; set; } = [];
    public IList<string> Hostnames { get; set; } = [];
    public IList<HttpRouteRule> Rules { get; set; } = [];
}

public sealed class HttpRouteRule
{
    public IList<HttpRouteMatch> Matches { get; set; } = [];
    public IList<HttpRouteReference> BackendRefs { get; set; } = [];
}

public sealed class HttpRouteMatch
{
    public HttpRoutePath Path { get; set; } = new();
}

public sealed class HttpRoutePath
{
    public string Type { get; set; } = "";
    public string Value { get; set; } = "";
}

public sealed class HttpRouteReference
{
    public string? Group { get; set; }
    public string? Kind { get; set; }
    public string? Namespace { get; set; }
    public string Name { get; set; } = "";
    public string? SectionName { get; set; }
    public int? Port { get; set; }
    public int? Weight { get; set; }
}
