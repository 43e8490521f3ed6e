-- Every mutation, by a person or by Octobatch on GitHub. The same shape in every service's schema.
create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    actor text not null,              -- key:ID, user:LOGIN or system
    action text not null,             -- noun.verb, such as token.minted
    subject text not null,            -- what it was done to
    campaign text,
    repository text,
    correlation_id text,
    token_sha256 bytea,               -- of the token that was used or handed out; never the token itself
    details jsonb not null default '{}'
);
create index audit_at on audit (at, id);
