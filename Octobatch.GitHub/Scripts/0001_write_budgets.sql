-- What an installation has spent on writing, so that GitHub's limits for content hold on every replica and without Redis.
-- The windows are GitHub's rolling ones: docs/decisions/020-budgets.md.
create table write_budgets (
    installation_id bigint primary key,
    last_at timestamptz not null default '-infinity',       -- when the last write was, or will be, sent
    closed_until timestamptz not null default '-infinity',  -- GitHub refused: nothing before this
    refused_at timestamptz not null default '-infinity',
    level int not null default 0                            -- refusals not yet forgotten; each halves the rate
);

-- One row per write and ledger: content (units), core and graphql (points). Totals count on, so that the unit that must have left
-- the window before n more fit in is found by its number.
create table write_spendings (
    installation_id bigint not null,
    ledger text not null,
    total bigint not null,             -- including this row
    units int not null,
    at timestamptz not null,
    primary key (installation_id, ledger, total)
);

-- Refusals that still count: one is forgotten with every "forget" that passes.
create function write_level(level int, refused_at timestamptz, moment timestamptz, forget interval) returns int
language sql immutable as $$
    select case when level = 0 then 0
        else greatest(0, level - floor(extract(epoch from moment - refused_at) / extract(epoch from forget))::int) end
$$;

-- The earliest time at which units more fit into every window of this length.
create function write_fits_at(installation bigint, book text, wanted int, allowed int, span interval) returns timestamptz
language sql volatile as $$
    -- More than a whole window at once waits for an empty one.
    with last as (
        select coalesce(max(total), 0) as total from write_spendings where installation_id = installation and ledger = book
    ), leaving as (
        select last.total + least(wanted, allowed) - allowed as number from last
    ), holder as (
        select s.total - s.units as before, s.at from write_spendings s, leaving
        where s.installation_id = installation and s.ledger = book and s.total >= leaving.number
        order by s.total limit 1
    )
    -- A row that does not hold that unit follows one that was swept because no window reaches it.
    select coalesce((select holder.at + span from holder, leaving where leaving.number > 0 and holder.before < leaving.number), '-infinity')
$$;

-- Spends one write, or says when to come again. Part of a claim's statement, or a statement of its own. Read committed only: the row
-- lock orders the replicas, and what they wrote must be seen.
--   units   content units, 0 for a write that creates nothing that GitHub counts
--   points  of the secondary limit; resource says of which: core or graphql
--   limits  {"per_minute", "per_hour", "spacing", "margin", "ahead", "forget" (seconds), "core", "graphql" (points a minute)}
-- Granted: send it at send_at, which is at most "ahead" away. Not granted: ask again at send_at.
create function spend_write(installation bigint, moment timestamptz, units int, points int, resource text, limits jsonb)
returns table (granted boolean, send_at timestamptz)
language plpgsql volatile as $$
declare
    budget write_budgets;
    slower int;
    margin interval := make_interval(secs => (limits ->> 'margin')::float8);
    ahead interval := make_interval(secs => (limits ->> 'ahead')::float8);
begin
    insert into write_budgets (installation_id) values (installation) on conflict do nothing;
    select * into budget from write_budgets b where b.installation_id = installation for update;
    slower := 2 ^ write_level(budget.level, budget.refused_at, moment, make_interval(secs => (limits ->> 'forget')::float8));
    send_at := greatest(
        moment, budget.closed_until, budget.last_at + make_interval(secs => (limits ->> 'spacing')::float8 * slower),
        write_fits_at(installation, resource, points, (limits ->> resource)::int, interval '1 minute' + margin));
    if units > 0 then
        send_at := greatest(send_at,
            write_fits_at(installation, 'content', units, greatest(1, (limits ->> 'per_minute')::int / slower), interval '1 minute' + margin),
            write_fits_at(installation, 'content', units, greatest(1, (limits ->> 'per_hour')::int / slower), interval '1 hour' + margin));
    end if;

    granted := send_at <= moment + ahead;
    if granted then
        update write_budgets b set last_at = send_at where b.installation_id = installation;
        insert into write_spendings (installation_id, ledger, total, units, at)
        select installation, book.name, book.units + coalesce(
                (select max(s.total) from write_spendings s where s.installation_id = installation and s.ledger = book.name), 0),
            book.units, send_at
        from (values ('content', units), (resource, points)) as book (name, units) where book.units > 0;
        if date_trunc('minute', send_at) > date_trunc('minute', budget.last_at) then
            delete from write_spendings s
            where s.installation_id = installation and s.at < moment - interval '1 hour' - margin - ahead;
        end if;
    end if;
    return next;
end
$$;

-- A write that took longer than the margin may have reached GitHub as late as it ended: so it is counted from then.
create function redate_write(installation bigint, sent_at timestamptz, ended_at timestamptz) returns void
language sql volatile as $$
    update write_spendings set at = ended_at where installation_id = installation and at >= sent_at and at < ended_at
$$;

-- GitHub refused a write or a read that was sent at sent_at: nothing more before until_at, or where GitHub gave no time, at least a
-- minute, growing. Refusals of requests that were under way together count as one.
create function refuse_writes(installation bigint, moment timestamptz, sent timestamptz, until_at timestamptz, forget interval)
returns timestamptz
language plpgsql volatile as $$
declare
    budget write_budgets;
begin
    insert into write_budgets (installation_id) values (installation) on conflict do nothing;
    select * into budget from write_budgets b where b.installation_id = installation for update;
    if sent > budget.refused_at then
        budget.level := least(4, 1 + write_level(budget.level, budget.refused_at, moment, forget));
        budget.refused_at := moment;
    end if;
    budget.closed_until := greatest(
        budget.closed_until, coalesce(until_at, budget.refused_at + interval '1 minute' * 2 ^ (budget.level - 1)));
    update write_budgets b set (level, refused_at, closed_until) = (budget.level, budget.refused_at, budget.closed_until)
    where b.installation_id = installation;
    return budget.closed_until;
end
$$;
