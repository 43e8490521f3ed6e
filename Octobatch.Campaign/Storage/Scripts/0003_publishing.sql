-- What publishing knows of a changeset. The change to publish stands in the columns that a preview fills.
alter table changesets
    add column publish_run integer,           -- number of the last publish run that took it
    add column wanted_spec integer,           -- the version of the spec that it is published by
    add column approved_patch text,           -- the hash of the patch that people could look at
    add column selected boolean not null default true,
    add column wave integer,                  -- from 1; null: none, as for what is published already
    add column place integer,                 -- in the order of the run
    add column due timestamptz,               -- when it may be claimed next; null: it waits for nothing
    add column lease bigint not null default 0,
    add column attempts integer not null default 0,
    add column counted_at timestamptz,        -- when it was taken up, for max_per_day
    add column waiting_reason text,           -- of its own: GitHub's pace, a failure that may pass
    add column waiting_until timestamptz,
    add column branch text,
    add column pull_number integer,
    add column pull_id text,                  -- its name in GraphQL
    add column pull_url text,
    add column head_commit text,              -- the last commit that Octobatch put on the branch, ...
    add column head_patch text,               -- ... and what it carries
    add column head_base text,
    add column head_spec integer,
    add column intent_patch text,             -- what is about to be written
    add column intent_base text,
    add column intent_spec integer,
    add column text_hash text,                -- of the title and body that Octobatch wrote last
    add column extras integer not null default 0,   -- bits: labels, reviewers, assignees, auto-merge
    add column replaces integer,              -- the pull request whose place this one takes
    add column past integer not null default 0,     -- closed pull requests up to this number are history
    add column by_steps boolean not null default false,
    add column asked text,                    -- retry, close, rebase, merge, update_text
    add column asked_by text,
    add column checks text,                   -- none, pending, passing, failing
    add column review text,                   -- none, required, approved, changes_requested
    add column mergeable text,                -- unknown, yes, conflicts
    add column seen_at timestamptz,           -- when GitHub was looked at last
    add column published_at timestamptz,
    add column merged_at timestamptz,
    add column closed_at timestamptz;

-- Those to be published, in their order; and those that have begun, by when something is to be done.
create index changesets_queue on changesets (campaign, installation_id, wave, place) where state = 'ready' and due is not null;
create index changesets_due on changesets (installation_id, due) where state <> 'ready' and due is not null;
create index changesets_run on changesets (campaign, publish_run, state);
create index changesets_counted on changesets (campaign, owner_key, counted_at) where counted_at is not null;
create index changesets_pull on changesets (repository_id, pull_number) where pull_number is not null;

alter table runs add column only_repositories text[];   -- owner/name in lower case, where a publish run is for some alone

-- How far a publish run is rolled out. Its row is locked by whoever claims for the run, so that what the campaign allows is counted once.
create table rollouts (
    run_id bigint primary key references runs (id) on delete cascade,
    sizes integer[] not null,                 -- targets published when each wave is
    wave integer not null default 1,          -- may be published
    reason text,                              -- why the next one may not yet
    forgiven integer not null default 0       -- failures that a person has gone on in spite of
);

-- One row. Nothing is written to GitHub while it is on.
create table kill_switch (
    single boolean primary key default true check (single),
    "on" boolean not null,
    changed_at timestamptz,
    changed_by text
);
insert into kill_switch ("on") values (false);
