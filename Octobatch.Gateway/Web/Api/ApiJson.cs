using System.Text.Json;

namespace Octobatch.Gateway.Web.Api;

internal static class ApiJson
{
    /// <summary>As every service writes it; what is new there and not known here is passed over.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
