using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Selections.Inventory;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Selections.Inventory;

/// <summary>
/// 2,000 repositories of three owners, always the same, with awkward names and gaps; every fiftieth is removed. Reading only.
/// </summary>
public sealed class SeededInventory(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly string[] Owners = ["Acme", "globex", "initech-labs"];
    private static readonly string?[] Languages = ["Go", "C#", "TypeScript", "Jupyter Notebook", "Python", null];
    private static readonly string[] Topics = ["service", "library", "legacy", "octobatch-ignore", "c-sharp", "tier-1", "frontend"];
    private static readonly string[] Teams = ["Payments", "shop", "Data & AI", "it's \"quoted\""];
    private ServiceHost? host;

    /// <summary>Those that are not removed, in the order of lists.</summary>
    public static IReadOnlyList<Repository> Present { get; } =
        [.. Generate().Where(r => r.Id % 50 != 0).OrderBy(r => Keys.Of(r.Owner), StringComparer.Ordinal).ThenBy(r => Keys.Of(r.Name), StringComparer.Ordinal)];

    internal InventoryReader Reader => host!.Get<InventoryReader>();

    internal NpgsqlDataSource Postgres => host!.Services.GetRequiredService<NpgsqlDataSource>();

    internal static Installation InstallationOf(int number, string account) =>
        new(number, account, 1_000 + number) { AccountType = "Organization", RepositorySelection = "all" };

    public async ValueTask InitializeAsync()
    {
        host = await SelectionHost.StartAsync(postgres);
        await host.SeedAsync([.. Owners.Select((owner, i) => InstallationOf(i + 1, owner))], Generate());
        await using var remove = Postgres.CreateCommand("update repositories set removed_at = seen_at where id % 50 = 0");
        Assert.Equal(40, await remove.ExecuteNonQueryAsync());
    }

    public async ValueTask DisposeAsync() => await (host?.DisposeAsync() ?? ValueTask.CompletedTask);

    private static IEnumerable<Repository> Generate()
    {
        var random = new Random(5);
        string[] prefixes = ["service", "Legacy", "lib", "web_app", "web-app", "webXapp", "data.lake", "checkout"];
        for (var id = 1; id <= 2_000; id++)
        {
            var owner = random.Next(10) switch { < 6 => 0, < 9 => 1, _ => 2 };
            var prefix = prefixes[random.Next(prefixes.Length)];
            yield return new Repository(id, owner + 1, Owners[owner], id <= 3 ? prefix : $"{prefix}-{id.ToString(CultureInfo.InvariantCulture)}")
            {
                NodeId = $"R_{id}",
                DefaultBranch = random.Next(4) == 0 ? "master" : "main",
                Visibility = random.Next(5) switch { 0 => "public", 1 => "internal", _ => "private" },
                Archived = random.Next(8) == 0,
                Fork = random.Next(10) == 0,
                Language = Languages[random.Next(Languages.Length)],
                Languages = [],
                Topics = [.. Topics.Where(_ => random.Next(4) == 0)],
                Properties = Properties(random),
                SizeKb = random.Next(2_000),
                Stars = random.Next(60),
                PushedAt = random.Next(12) == 0 ? null : new DateTimeOffset(2025, 7, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(24 * 365)),
            };
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Properties(Random random)
    {
        var properties = new Dictionary<string, IReadOnlyList<string>>();
        if (random.Next(5) > 0)
            properties["Tier"] = [random.Next(1, 4).ToString(CultureInfo.InvariantCulture)];
        if (random.Next(3) > 0)
            properties["team"] = [.. Teams.Where(_ => random.Next(3) == 0)];
        return properties;
    }
}
