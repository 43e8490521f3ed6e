-- How many changesets of a campaign were in each state at the end of a day in UTC, counted once from changeset_events when the day is over.
create table report_days (
    campaign text collate "C" not null references campaigns (name),
    day date not null,
    open integer not null,
    merged integer not null,
    closed integer not null,
    failed integer not null,
    primary key (campaign, day)
);

-- Times to merge are read from this index alone.
create index changesets_merged on changesets (campaign, published_at, merged_at) where merged_at is not null;
