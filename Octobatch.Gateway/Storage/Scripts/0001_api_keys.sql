-- API keys. The key itself is written nowhere: what is kept is enough to recognise it and too little to use it.
create table api_keys (
    id uuid primary key,              -- version 7, so that keys sort by creation
    name text not null,
    role text not null check (role in ('viewer', 'operator', 'admin')),
    key_sha256 bytea not null unique,
    created_at timestamptz not null,
    created_by text not null,         -- key:ID or user:LOGIN
    last_used_at timestamptz,         -- to the minute
    revoked_at timestamptz            -- the row stays, so that audit rows can still be read
);
