using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Octobatch.Tests.Deployment.Images;

/// <summary>A registry on loopback that serves one image: the reading half of the OCI distribution protocol.</summary>
internal sealed class BaseRegistry : IAsyncDisposable
{
    private readonly WebApplication app;

    private BaseRegistry(WebApplication app) => this.app = app;

    /// <summary>How to name the image: <c>localhost:PORT/base:1</c>.</summary>
    public string Image
    {
        get
        {
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return $"localhost:{new Uri(address).Port}/base:1";
        }
    }

    public static async Task<BaseRegistry> StartAsync(BaseImage image)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var web = builder.Build();
        web.MapMethods("/v2/", ["GET", "HEAD"], () => Results.Ok());
        web.MapMethods("/v2/base/manifests/{reference}", ["GET", "HEAD"], (HttpContext http) =>
        {
            http.Response.Headers["Docker-Content-Digest"] = BaseImage.Digest(image.Manifest);
            return Results.Bytes(image.Manifest, "application/vnd.oci.image.manifest.v1+json");
        });
        web.MapMethods("/v2/base/blobs/{digest}", ["GET", "HEAD"], (string digest) =>
            digest == BaseImage.Digest(image.Layer) ? Results.Bytes(image.Layer)
            : digest == BaseImage.Digest(image.Configuration) ? Results.Bytes(image.Configuration)
            : Results.NotFound());
        await web.StartAsync(Xunit.TestContext.Current.CancellationToken);
        return new(web);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
