namespace Octobatch.Gateway.Web.Frame;

/// <summary>Makes addresses out of parts, escaped; what is empty is left out.</summary>
internal static class Addresses
{
    public static string Of(string path, params (string Name, string? Value)[] query)
    {
        var given = query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => $"{Escape(q.Name)}={Escape(q.Value!)}").ToArray();
        return given.Length == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    public static string Escape(string text) => Uri.EscapeDataString(text);
}
