-- What watching needs to know of a changeset: whether somebody works on it, and whether a webhook spoke of it meanwhile.
alter table changesets
    add column claimed_at timestamptz,        -- when a worker took it that has not given it back; null: none works on it
    add column hinted_at timestamptz,         -- a webhook spoke of it after it was claimed: it is looked at once more
    add column to_write boolean not null default false;  -- a look has found what is to be written, which waits its turn among the writes

-- Looks and writes are claimed apart, so that a thousand writes that wait for GitHub's pace do not hold up the looks.
drop index changesets_due;
create index changesets_looks on changesets (installation_id, due)
    where due is not null and state in ('open', 'needs_human', 'closed') and asked is null and not to_write;
create index changesets_writes on changesets (installation_id, due)
    where due is not null and (state = 'publishing' or asked is not null or to_write) and state <> 'ready';

-- How far the deliveries of webhooks have been looked through for those that failed. One row, claimed under a lease.
create table delivery_looks (
    single boolean primary key default true check (single),
    looked_to timestamptz,                    -- every delivery before this has been seen; null: none yet
    due timestamptz not null default '-infinity',
    lease bigint not null default 0,
    error text                                -- why the last look failed
);
insert into delivery_looks default values;

-- Deliveries that were asked for again. A try that fails is another delivery with the same guid.
create table redeliveries (
    delivery_id bigint primary key,           -- of the try that failed
    guid uuid not null,
    asked_at timestamptz not null
);
create index redeliveries_guid on redeliveries (guid);
create index redeliveries_age on redeliveries (asked_at);
