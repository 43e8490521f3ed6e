-- A campaign, and the version of its spec that counts.
create table campaigns (
    name text collate "C" primary key,
    description text not null,        -- of the current spec, for lists
    spec_version integer not null,
    spec_hash bytea not null,         -- of the current spec
    created_at timestamptz not null,
    created_by text not null,         -- key:ID, user:LOGIN or system
    updated_at timestamptz not null,  -- when the current spec came
    closed_at timestamptz,
    closed_by text
);

-- Every version of every spec. Rows never change.
create table specs (
    campaign text collate "C" not null references campaigns (name),
    version integer not null,         -- from 1
    raw bytea not null,               -- as it was written
    media_type text not null,         -- of raw
    normalised text not null,         -- not jsonb, which orders keys in its own way: the hash is over these bytes
    spec_hash bytea not null,         -- SHA-256 of normalised
    created_at timestamptz not null,
    created_by text not null,
    primary key (campaign, version)
);
