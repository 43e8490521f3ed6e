-- What waits for what is read from this index alone. The reason is kept short (ChangesetStore), because an index row has to fit a page.
update changesets set waiting_reason = left(waiting_reason, 500) where length(waiting_reason) > 500;
create index changesets_waiting on changesets (campaign, state)
    include (publish_run, wave, owner_key, waiting_reason, waiting_until, checks, review, reason_code, due)
    where state in ('ready', 'publishing', 'open', 'needs_human');

-- Counts by state are made of those by publish run and state.
drop index changesets_counts;
