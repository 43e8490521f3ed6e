-- One pass over a campaign's targets. Its row is claimed under a lease as well: to resolve the selection, and to end the run.
create table runs (
    id bigint generated always as identity primary key,
    campaign text collate "C" not null references campaigns (name),
    number integer not null,                  -- from 1 in each campaign
    kind text not null,                       -- preview or publish
    state text not null,                      -- queued, running, paused, completed, failed, cancelled
    spec_version integer not null,
    steps_hash bytea not null,                -- SHA-256 of the steps' JSON: with the base commit, all that a result depends on
    preview integer,                          -- the number of the preview that a publish run publishes
    snapshot uuid not null,                   -- of the selection, in the selection service
    resolved_at timestamptz,                  -- when its targets were rows; null: they are not yet
    error text,                               -- why it failed, in words
    github_requests bigint not null default 0,
    created_at timestamptz not null,
    created_by text not null,                 -- key:ID, user:LOGIN or system
    started_at timestamptz,
    finished_at timestamptz,
    artifacts_deleted_at timestamptz,         -- when the retention sweep took its patches and logs
    due timestamptz not null,
    lease bigint not null default 0,
    unique (campaign, number)
);
create unique index runs_active on runs (campaign) where state in ('queued', 'running', 'paused');
create index runs_due on runs (due) where state in ('queued', 'running');

-- Every repository that a run's selection considered, and what the preview made of the included ones.
-- Keys are lower case (made by .NET) and compared byte by byte, as in the inventory.
create table targets (
    run_id bigint not null references runs (id) on delete cascade,
    owner_key text collate "C" not null,
    name_key text collate "C" not null,
    repository_id bigint not null,            -- GitHub's; 0: nobody knows it
    repository text not null,                 -- owner/name as GitHub has it
    node_id text,
    installation_id bigint,
    default_branch text,
    included boolean not null,
    reason text not null,
    reason_code text not null,
    state text,                               -- selected (not looked at yet), no_change, ready, failed; null: not included
    due timestamptz,                          -- when it may be claimed, while it is selected
    lease bigint not null default 0,
    attempts integer not null default 0,
    base_commit text,                         -- the head that the change was made for
    patch_hash text,                          -- equal for equal diffs
    artifact text,                            -- key of the change in the blob store; null where nothing changes
    files integer not null default 0,
    additions integer not null default 0,
    deletions integer not null default 0,
    failure_code text,
    failure text,                             -- in words
    retryable boolean,                        -- whether trying again can help
    reused boolean not null default false,    -- an earlier run's result for the same steps and commit
    finished_at timestamptz,
    primary key (run_id, owner_key, name_key, repository_id)
);
create index targets_due on targets (run_id, due) where state = 'selected';
create index targets_state on targets (run_id, state, owner_key, name_key) where included;
create index targets_diffs on targets (run_id, patch_hash) where state = 'ready';
create index targets_artifact on targets (artifact) where artifact is not null;

-- One repository's change in a campaign, over all runs. A preview writes those that are not published; what is published
-- moves only by what happens on GitHub and by what people ask for.
create table changesets (
    campaign text collate "C" not null references campaigns (name),
    repository_id bigint not null,            -- GitHub's; stays through renames and transfers
    owner_key text collate "C" not null,
    name_key text collate "C" not null,
    repository text not null,
    node_id text not null,
    installation_id bigint not null,
    default_branch text,
    state text not null,                      -- selected, no_change, ready, publishing, open, merged, closed, needs_human, failed, cancelled
    reason_code text,                         -- of failed and needs_human
    reason text,                              -- the same in words
    retryable boolean,                        -- whether trying again can help
    preview integer,                          -- number of the run that gave the change below
    base_commit text,
    steps_hash bytea,
    patch_hash text,
    artifact text,
    files integer not null default 0,
    additions integer not null default 0,
    deletions integer not null default 0,
    updated_at timestamptz not null,
    primary key (campaign, repository_id)
);
create index changesets_name on changesets (campaign, owner_key, name_key, repository_id);
create index changesets_state on changesets (campaign, state, owner_key, name_key);

-- What happened to a changeset, for its timeline and for the campaign's report.
create table changeset_events (
    id bigint generated always as identity primary key,
    campaign text collate "C" not null,
    repository_id bigint not null,
    at timestamptz not null,
    event text not null,                      -- previewed, published, checks, review, merged, closed, failed, drift, ...
    state text not null,                      -- of the changeset afterwards
    run integer,                              -- number of the run, where one did it
    by text not null,                         -- key:ID, user:LOGIN, github:LOGIN or system
    detail text                               -- in words
);
create index changeset_events_timeline on changeset_events (campaign, repository_id, id);
create index changeset_events_report on changeset_events (campaign, at);
