namespace Octobatch.Gateway.Web.Frame;

/// <summary>Marks endpoints that people look at, as against those that programs call.</summary>
internal sealed class PageMetadata
{
    private PageMetadata()
    {
    }

    public static PageMetadata Instance { get; } = new();

    public static bool IsOn(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PageMetadata>() is not null;
}
