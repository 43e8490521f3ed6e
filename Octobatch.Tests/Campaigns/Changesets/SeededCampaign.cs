using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Octobatch.Tests.Campaigns.Specs;
using Octobatch.Tests.Infrastructure;
using Xunit;

namespace Octobatch.Tests.Campaigns.Changesets;

/// <summary>
/// The campaign <c>small</c> with a completed preview of 3,000 repositories of three owners, every tenth target beyond them left out, and a
/// second campaign <c>other</c> with the same repositories, which must never show. Reading only.
/// </summary>
public sealed class SeededCampaign(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Count = 3_000;
    private static readonly string[] Owners = ["Acme", "globex", "initech-labs"];
    private readonly TempDirectory blobs = new();
    private CampaignHost? host;

    /// <summary>In the order of lists.</summary>
    internal static IReadOnlyList<SeededChangeset> Changesets { get; } =
        [.. Enumerable.Range(1, Count).Select(Generate).OrderBy(c => c.OwnerKey, StringComparer.Ordinal).ThenBy(c => c.NameKey, StringComparer.Ordinal)];

    internal CampaignHost Host => host!;

    public async ValueTask InitializeAsync()
    {
        host = await CampaignHost.StartAsync(
            postgres, null, ("OCTOBATCH_BLOBSTORE_ENDPOINT", new Uri(blobs.Path).AbsoluteUri), ("OCTOBATCH_BLOBSTORE_BUCKET", "artifacts"));
        foreach (var name in (string[])["small", "other"])
        {
            await host.JsonAsync("POST", "/api/campaigns", SpecTexts.Small.Replace("small", name, StringComparison.Ordinal), "application/yaml");
            await SeedAsync(name);
        }
    }

    /// <summary>Every item of a list, page after page.</summary>
    internal async Task<List<JsonElement>> PagesAsync(string path, int limit)
    {
        var items = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await Host.JsonAsync("GET", $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{(next is null ? "" : "&after=" + Uri.EscapeDataString(next))}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
            Assert.True(next is null || page.GetProperty("items").GetArrayLength() == limit);
        }
        while (next is not null);
        return items;
    }

    public async ValueTask DisposeAsync()
    {
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        blobs.Dispose();
    }

    private static SeededChangeset Generate(int i)
    {
        var state = (i % 10, i % 50, i % 97) switch
        {
            (0, _, _) => "no_change",
            (_, 1, _) => "failed",
            (_, _, 2) => "open",
            _ => "ready",
        };
        var edit = i % 40 == 3 ? i : i % 7;
        var hash = state is "ready" or "open" ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{edit}"))) : null;
        return new(i, $"{Owners[i % 3]}/Service-{i * 7919 % 10007:00000}", state, hash, hash is null ? 0 : 1 + (edit % 3), hash is null ? 0 : edit);
    }

    private async Task SeedAsync(string campaign)
    {
        await using var command = Host.Host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            """
            with run as (
                insert into runs (campaign, number, kind, state, spec_version, steps_hash, snapshot, resolved_at, created_at, created_by, started_at, finished_at, due,
                    total, no_change, ready, failed, files, additions, deletions, diffs)
                values ($1, 1, 'preview', 'completed', 1, '\x00', gen_random_uuid(), $3, $3, 'system', $3, $3, 'infinity', 3000, 300, 2640, 60, 1, 2, 3, 4)
                returning id),
            row as (select * from json_to_recordset($2::json) as r (id bigint, repository text, owner text, name text, state text, hash text, files int, lines int)),
            target as (
                insert into targets (run_id, owner_key, name_key, repository_id, repository, included, reason, reason_code, state, patch_hash, files, additions, deletions)
                select run.id, owner, name, row.id, repository, true, 'select[0] takes it', 'selected', replace(state, 'open', 'ready'), hash, files, lines, lines + 1 from run, row
                union all
                select run.id, owner, 'out-' || name, row.id + 10000, split_part(repository, '/', 1) || '/out-' || name, false, 'It is archived', 'archived', null, null, 0, 0, 0
                from run, row where row.id % 10 = 0)
            insert into changesets (campaign, repository_id, owner_key, name_key, repository, node_id, installation_id, default_branch, state, preview, patch_hash, files,
                additions, deletions, updated_at)
            select $1, id, owner, name, repository, 'R_' || id, 1, 'main', state, 1, hash, files, lines, lines + 1, $3 from row
            """);
        command.Parameters.Add(new() { Value = campaign });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(Changesets.Select(c => new { id = c.Id, repository = c.Repository, owner = c.OwnerKey, name = c.NameKey, state = c.State, hash = c.PatchHash, files = c.Files, lines = c.Lines })) });
        command.Parameters.Add(new() { Value = new DateTime(2026, 5, 1, 12, 0, 0, DateTimeKind.Utc) });
        Assert.Equal(Count, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}

/// <param name="Lines">Added; one more is removed.</param>
internal sealed record SeededChangeset(long Id, string Repository, string State, string? PatchHash, int Files, int Lines)
{
    public string OwnerKey => Repository.Split('/')[0].ToLowerInvariant();

    public string NameKey => Repository.Split('/')[1].ToLowerInvariant();
}
