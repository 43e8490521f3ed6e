using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Octobatch.ServiceDefaults.Configuration;

namespace Octobatch.Gateway.Limits;

internal static class GatewayLimits
{
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        var settings = builder.AddSettings<LimitSettings>();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddSingleton<RateLimits>()
            .AddSingleton<IConfigureOptions<RateLimiterOptions>>(services => services.GetRequiredService<RateLimits>());
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.ForwardLimit = null; // the list of trusted proxies is the limit
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in settings.ProxyNetworks)
                options.KnownIPNetworks.Add(network);
        });
    }

    /// <summary>Believes the headers of proxies that are named in the settings, and of no others.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        if (app.Services.GetRequiredService<LimitSettings>().ProxyNetworks.Any())
            app.UseForwardedHeaders();
    }

    /// <summary>Refuses what says that it is larger than its endpoint takes, also where nobody would read it. Chunks are counted as they are read.</summary>
    public static void UseBodyLimit(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var limit = context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return context.Request.ContentLength > limit
            ? throw new BadHttpRequestException("The request body is too large.", StatusCodes.Status413PayloadTooLarge)
            : next(context);
    });
}
