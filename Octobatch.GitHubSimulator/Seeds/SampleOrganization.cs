namespace Octobatch.GitHubSimulator.Seeds;

/// <summary>The sample: a shop's organisation as it might have grown over the years, and a small second account.</summary>
internal static class SampleOrganization
{
    public static IEnumerable<SeedRepository> Repositories { get; } =
    [
        Service("checkout", "Go", "payments", "1") with { Description = "Takes an order from basket to payment." },
        Service("payments-gateway", "Go", "payments", "1") with { Description = "Talks to the banks." },
        Service("invoices", "Go", "payments", "2"),
        Service("refunds", "Go", "payments", "2"),
        Service("fraud-score", "Python", "payments", "1"),
        Service("catalog", "TypeScript", "shop", "1") with { Description = "What there is to buy." },
        Service("search", "Python", "shop", "1"),
        Service("basket", "TypeScript", "shop", "1"),
        Service("recommendations", "Python", "shop", "2"),
        Service("reviews", "TypeScript", "shop", "3"),
        Service("wishlist", "TypeScript", "shop", "3"),
        Service("stock", "C#", "logistics", "1"),
        Service("shipping", "C#", "logistics", "1"),
        Service("returns", "C#", "logistics", "2"),
        Service("warehouse-routes", "Rust", "logistics", "2"),
        Service("label-printer", "Rust", "logistics", "3") with { DefaultBranch = "master" },
        Service("accounts", "C#", "identity", "1") with { Description = "Customers and how they sign in." },
        Service("sessions", "Go", "identity", "1"),
        Service("consent", "TypeScript", "identity", "2"),
        Service("notifications", "TypeScript", "messaging", "2"),
        Service("mail-templates", "TypeScript", "messaging", "3"),
        Service("sms-relay", "Python", "messaging", "3") with { DefaultBranch = "master" },
        new("acme", "web-shop", "TypeScript", "frontend", "web") { Team = "shop", Tier = "1", Description = "The shop in the browser." },
        new("acme", "mobile-app", "TypeScript", "frontend", "mobile") { Team = "shop", Tier = "1" },
        new("acme", "back-office", "TypeScript", "frontend", "web") { Team = "logistics" },
        new("acme", "design-system", "TypeScript", "frontend", "library") { Visibility = "public", Team = "shop" },
        new("acme", "go-kit", "Go", "library") { Visibility = "public", Description = "What our Go services share." },
        new("acme", "dotnet-kit", "C#", "library") { Visibility = "public" },
        new("acme", "python-kit", "Python", "library") { Visibility = "public" },
        new("acme", "terraform-modules", "HCL", "infrastructure") { Description = "The cloud, as code." },
        new("acme", "cluster-config", "YAML", "infrastructure") { Tier = "1" },
        new("acme", "ci-images", "Dockerfile", "infrastructure", "ci"),
        new("acme", "shared-workflows", "YAML", "ci") { Visibility = "internal" },
        new("acme", "data-lake-jobs", "Python", "data") { Team = "data" },
        new("acme", "dashboards", "JSON", "data") { Team = "data", Tier = "3" },
        new("acme", "handbook", "Markdown", "docs") { Visibility = "internal", Description = "How we work." },
        new("acme", "status-page", "TypeScript", "web", "octobatch-ignore") { Visibility = "public" },
        new("acme", "legacy-billing", "Java", "service", "legacy") { Team = "payments", DefaultBranch = "master" },
        new("acme", "legacy-crm", "Java", "legacy") { IsArchived = true, DefaultBranch = "master" },
        new("acme", "http-proxy", "Go", "infrastructure") { Visibility = "public", IsFork = true, DefaultBranch = "master" },
        new("globex", "site", "TypeScript", "web") { Visibility = "public", Description = "Globex on the web." },
        new("globex", "api", "Go", "service"),
        new("globex", "worker", "Python", "service"),
        new("globex", "infra", "HCL", "infrastructure"),
        new("globex", "experiments", "Python") { IsArchived = true },
    ];

    /// <summary>As many as asked, over one owner for every thousand.</summary>
    public static IEnumerable<SeedRepository> Generated(int count)
    {
        string[] languages = ["Go", "TypeScript", "C#", "Python", "Rust"];
        return Enumerable.Range(0, count).Select(i => new SeedRepository(
            $"org-{(i / 1_000) + 1:00}", $"service-{i:000000}", languages[i % languages.Length], "service"));
    }

    private static SeedRepository Service(string name, string language, string team, string tier) =>
        new("acme", name, language, "service", team) { Team = team, Tier = tier };
}
