-- Webhook deliveries as GitHub sent them. The delivery id makes a replay harmless.
create table events (
    delivery_id uuid primary key,
    event text not null,              -- X-GitHub-Event
    payload bytea not null,           -- the raw body: what the signature was made over
    received_at timestamptz not null,
    processed_at timestamptz
);
create index events_received on events (received_at);
create index events_waiting on events (received_at) where processed_at is null;
