-- What a run has come to, kept by the statements that bring it there, so that progress is read without counting targets.
alter table runs
    add column total integer not null default 0,       -- included targets
    add column no_change integer not null default 0,
    add column ready integer not null default 0,
    add column failed integer not null default 0,
    add column files bigint not null default 0,        -- of all diffs together
    add column additions bigint not null default 0,
    add column deletions bigint not null default 0,
    add column diffs integer,                          -- distinct patches; null until the preview has ended
    add column rate_from timestamptz,                  -- since when it works without a pause, ...
    add column rate_base integer not null default 0;   -- ... and how many targets were done then

-- A run whose work is all done is due at infinity. A cancelled one is due once more: to say so to its changesets.
drop index runs_due;
create index runs_due on runs (due) where due < 'infinity';

-- Workers claim the targets of one installation at a time.
drop index targets_due;
create index targets_claim on targets (run_id, installation_id, due) where state = 'selected';
