-- People at the pages. Of cookies and links only hashes are kept: who reads this table cannot sign in with it.
create table sessions (
    id_sha256 bytea primary key,      -- of the cookie
    subject text not null,            -- key:ID or user:LOGIN
    role text not null check (role in ('viewer', 'operator', 'admin')),
    key_sha256 bytea,                 -- of the API key that it began with: a session ends with its key
    created_at timestamptz not null,
    seen_at timestamptz not null,     -- to the minute
    expires_at timestamptz not null   -- however busy it is
);

create index sessions_expires_at on sessions (expires_at);

-- Links that sign in once, as whoever made them. A used one is gone.
create table sign_in_links (
    token_sha256 bytea primary key,
    subject text not null,
    role text not null check (role in ('viewer', 'operator', 'admin')),
    key_sha256 bytea,
    expires_at timestamptz not null
);

create index sign_in_links_expires_at on sign_in_links (expires_at);

-- ASP.NET's Data Protection keys, for what forms and sign-ins carry, so that any replica takes what another gave.
create table data_protection_keys (
    name text primary key,
    xml text not null,                -- the secret in it is encrypted under a key that comes from OCTOBATCH_SERVICE_KEY
    created_at timestamptz not null
);
