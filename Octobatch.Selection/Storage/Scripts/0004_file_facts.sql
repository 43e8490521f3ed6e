-- Answers to file: and content:, true for one commit. Another head makes them worthless, and the next answer takes their place.
create table file_facts (
    repository_id bigint not null references repositories (id) on delete cascade,
    condition bytea not null,                -- SHA-256 of the predicate as it is printed
    head_commit text not null,
    holds boolean not null,
    primary key (repository_id, condition)
);
