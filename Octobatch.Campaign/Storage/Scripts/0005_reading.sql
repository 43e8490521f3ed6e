-- What lists, counts and the retention sweep read by; docs/decisions/041-reading.md has the measurements.

-- Counts per state. Narrow, so that equal entries share their pages: 1 MB for 125,000 rows, where changesets_state takes 21.
create index changesets_counts on changesets (campaign, state);
create index changesets_patch on changesets (campaign, patch_hash, owner_key, name_key, repository_id) where patch_hash is not null;

-- Also in the order of names, so that the first few repositories of a large group are not looked for among all of them.
drop index targets_diffs;
create index targets_diffs on targets (run_id, patch_hash, owner_key, name_key) where state = 'ready';

-- The retention sweep. artifacts_deleted_at: from when on nobody may count on the run's artifacts; targets_deleted_at: the same of its
-- targets; swept_at: when nothing of it was left.
alter table runs add column targets_deleted_at timestamptz, add column swept_at timestamptz;
create index runs_unswept on runs (finished_at) where swept_at is null;
create index runs_snapshot on runs (snapshot);
create index targets_kept on targets (run_id) where artifact is not null;
create index changeset_events_age on changeset_events using brin (at);
