-- What a run was based on. The rows themselves are in the blob store.
create table snapshots (
    id uuid primary key,                     -- the caller's, so that asking twice makes one
    selection jsonb not null,                -- as it was asked
    considered integer not null,
    included integer not null,
    by_reason jsonb not null,                -- {"selected":12}
    sha256 bytea not null,                   -- of the uncompressed lines
    blob text not null,
    created_at timestamptz not null
);
