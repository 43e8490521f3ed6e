using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Octobatch.Selections.Inventory;

/// <summary>Writes what GitHub showed, many rows with one statement. What is written was seen, so it is no longer marked removed.</summary>
internal sealed class InventoryWriter(NpgsqlDataSource postgres, TimeProvider time)
{
    public async Task WriteAsync(IReadOnlyCollection<Installation> installations, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            insert into installations as known
                (id, account, account_key, account_id, account_type, repository_selection, permissions, suspended_at, seen_at)
            select id, account, account_key, account_id, account_type, repository_selection, permissions::jsonb, suspended_at, $9
            from unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
                as seen (id, account, account_key, account_id, account_type, repository_selection, permissions, suspended_at)
            order by id
            on conflict (id) do update set
                account = excluded.account, account_key = excluded.account_key, account_id = excluded.account_id,
                account_type = excluded.account_type, repository_selection = excluded.repository_selection,
                permissions = excluded.permissions, suspended_at = excluded.suspended_at, seen_at = excluded.seen_at, removed_at = null
            """);
        command.Parameters.Add(new() { Value = installations.Select(i => i.Id).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => i.Account).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => Keys.Of(i.Account)).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => i.AccountId).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => i.AccountType).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => i.RepositorySelection).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => JsonSerializer.Serialize(i.Permissions)).ToArray() });
        command.Parameters.Add(new() { Value = installations.Select(i => i.SuspendedAt?.UtcDateTime).ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Writes repositories of known installations. A new name leaves the old one behind as a former one. What was not asked for (null)
    /// stays as it is known; a head only as long as nothing was pushed.
    /// </summary>
    public async Task WriteAsync(IReadOnlyCollection<Repository> repositories, CancellationToken cancellation)
    {
        await using var command = postgres.CreateCommand(
            """
            with seen as (
                select * from json_to_recordset($1) as row (
                    id bigint, node_id text, installation_id bigint, owner text, name text, owner_key text, name_key text,
                    default_branch text, head_commit text, visibility text, archived boolean, fork boolean, template boolean,
                    disabled boolean, language text, language_key text, languages text[], topics text[], properties jsonb,
                    property_keys text[], size_kb bigint, stars bigint, pushed_at timestamptz,
                    updated_at timestamptz, sample_key bigint)
                order by id
            ), left_behind as (
                insert into former_names as former (owner_key, name_key, repository_id, until)
                select old.owner_key, old.name_key, old.id, $2
                from repositories old join seen using (id)
                where (old.owner_key, old.name_key) <> (seen.owner_key, seen.name_key)
                on conflict (owner_key, name_key, repository_id) do update set until = excluded.until
            )
            insert into repositories as known
                (id, node_id, installation_id, owner, name, owner_key, name_key, default_branch, head_commit, visibility, archived, fork,
                 template, disabled, language, language_key, languages, topics, properties, property_keys, size_kb, stars, pushed_at,
                 updated_at, sample_key, seen_at)
            select seen.id, seen.node_id, seen.installation_id, seen.owner, seen.name, seen.owner_key, seen.name_key, seen.default_branch,
                 seen.head_commit, seen.visibility, seen.archived, seen.fork, seen.template, seen.disabled, seen.language, seen.language_key,
                 coalesce(seen.languages, old.languages, '{}'), seen.topics, coalesce(seen.properties, old.properties, '{}'),
                 coalesce(seen.property_keys, old.property_keys, '{}'), seen.size_kb, seen.stars, seen.pushed_at,
                 coalesce(seen.updated_at, old.updated_at), seen.sample_key, $2
            from seen left join repositories old using (id)
            on conflict (id) do update set
                node_id = excluded.node_id, installation_id = excluded.installation_id, owner = excluded.owner, name = excluded.name,
                owner_key = excluded.owner_key, name_key = excluded.name_key, default_branch = excluded.default_branch,
                head_commit = coalesce(excluded.head_commit,
                    case when (known.pushed_at, known.default_branch) is not distinct from (excluded.pushed_at, excluded.default_branch) then known.head_commit end),
                visibility = excluded.visibility, archived = excluded.archived, fork = excluded.fork, template = excluded.template,
                disabled = excluded.disabled, language = excluded.language, language_key = excluded.language_key,
                languages = excluded.languages, topics = excluded.topics, properties = excluded.properties,
                property_keys = excluded.property_keys, size_kb = excluded.size_kb, stars = excluded.stars,
                pushed_at = excluded.pushed_at, updated_at = excluded.updated_at, seen_at = excluded.seen_at, removed_at = null
            """);
        command.Parameters.Add(new() { Value = RepositoryRow.ToJson(repositories), NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
