using Octobatch.ServiceDefaults;

namespace Octobatch.Standalone;

/// <summary>What a person sees after the start: what runs where, the admin key, and what to try.</summary>
internal static class Screen
{
    public static string Render(
        StandaloneOptions options, EmbeddedParts parts, ServiceHosts hosts, IReadOnlyList<(OctobatchService Service, string? Problem)> services, string? signInLink)
    {
        var unhealthy = services.Where(s => s.Problem is not null).ToList();
        var rows = services.Select(s => (s.Service.Name, Where: Trim(hosts.Address(s.Service)) + (s.Problem is null ? "" : "   UNHEALTHY")))
            .Concat(parts.Shown.OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).Select(p => (p.Name, Where: Shorten(p.Where))));
        var key = options.File("admin-key");
        var kept = File.Exists(key) ? $" (kept in {Shorten(key)})" : " (from OCTOBATCH_ADMIN_KEY)";
        var gateway = Trim(hosts.Address(OctobatchService.Gateway));
        return $"""

            {(unhealthy.Count == 0 ? "Octobatch is running." : "Octobatch is running, but not well:")} Data is in {Shorten(options.Data)}

            {string.Join("\n", rows.Select(row => $"  {row.Name,-12}{row.Where}"))}

              pages       {signInLink ?? gateway}{(signInLink is null ? "" : "\n              (this link signs you in once, within 15 minutes)")}
              admin key   {parts.AdminKey}{kept}
            {string.Concat(unhealthy.Select(s => $"\n  {s.Service.Name}: {s.Problem}\n"))}
            Try:
              curl {gateway}/healthz
              curl -H "Authorization: Bearer {parts.AdminKey}" {gateway}/tokens/installations/1

            Ctrl+C stops everything.

            """;
    }

    private static string Trim(Uri address) => address.AbsoluteUri.TrimEnd('/');

    // A path below the current folder is shown relative to it; anything else as it is.
    private static string Shorten(string text) =>
        !Path.IsPathRooted(text) ? text : Path.GetRelativePath(Environment.CurrentDirectory, text) is var relative && !relative.StartsWith("..", StringComparison.Ordinal) ? relative : text;
}
