-- What the GitHub App can see. Columns named *_key are for comparison: lower case (made by .NET, because lower() depends on the
-- database's locale), compared byte by byte, so that the order is the same on every server and a prefix can use an index.
create table installations (
    id bigint primary key,
    account text not null,
    account_key text collate "C" not null,
    account_id bigint not null,
    account_type text not null,              -- Organization or User
    repository_selection text not null,      -- all or selected
    permissions jsonb not null,              -- {"contents":"write"}
    suspended_at timestamptz,
    seen_at timestamptz not null,
    removed_at timestamptz                   -- when it was found uninstalled
);

create table repositories (
    id bigint primary key,                   -- GitHub's; stays through renames and transfers
    node_id text not null,
    installation_id bigint not null references installations (id),
    owner text not null,
    name text not null,
    owner_key text collate "C" not null,
    name_key text collate "C" not null,
    default_branch text not null,
    head_commit text,                        -- of the default branch; null: empty, or not asked yet
    visibility text not null,                -- public, private or internal
    archived boolean not null,
    fork boolean not null,
    template boolean not null,
    disabled boolean not null,
    language text,                           -- the main one
    language_key text collate "C",
    languages text[] not null,
    topics text[] not null,                  -- lower case, as GitHub keeps them
    properties jsonb not null,               -- {"tier":["1"]}: a custom property may have several values
    property_keys text[] not null,           -- tier:1, lower case
    size_kb bigint not null,
    stars bigint not null,
    pushed_at timestamptz,
    updated_at timestamptz,                  -- when its settings changed, as GitHub says
    sample_key bigint not null,              -- a hash of the id: the order in which samples take
    seen_at timestamptz not null,
    removed_at timestamptz                   -- when it was found deleted, or no longer covered by the installation
);
create index repositories_name on repositories (owner_key, name_key, id);
create index repositories_name_alone on repositories (name_key);
create index repositories_installation on repositories (installation_id, seen_at);
create index repositories_language on repositories (language_key);
create index repositories_pushed on repositories (pushed_at);
create index repositories_topics on repositories using gin (topics);
create index repositories_properties on repositories using gin (property_keys);

-- Names that repositories had before, so that a list written then still finds them.
create table former_names (
    owner_key text collate "C" not null,
    name_key text collate "C" not null,
    repository_id bigint not null references repositories (id) on delete cascade,
    until timestamptz not null,              -- when the rename or transfer was seen
    primary key (owner_key, name_key, repository_id)
);
