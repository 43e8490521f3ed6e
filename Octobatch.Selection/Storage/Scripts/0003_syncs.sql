-- One row for each installation, and one (0) for the list of installations itself. Whoever claims a row that is due pushes its due time
-- forward by the lease and counts the lease up; every write of that work names the lease, so a worker that lost it changes nothing.
create table syncs (
    installation_id bigint primary key,
    due timestamptz not null,
    full_due timestamptz not null,           -- a sync from here on reads every page
    lease bigint not null default 0,
    started_at timestamptz,                  -- of the full sync under way; null: none is
    next_page integer not null default 1,
    passes integer not null default 0,       -- how often its pages were read from the first to the last
    seen integer not null default 0,         -- repositories on the pages so far
    total integer,                           -- as GitHub counts them
    requests integer not null default 0,     -- of the last sync, or of the one under way
    finished_at timestamptz,
    full_finished_at timestamptz,
    failures integer not null default 0,     -- in a row
    error text
);
insert into syncs (installation_id, due, full_due) values (0, '-infinity', '-infinity');
