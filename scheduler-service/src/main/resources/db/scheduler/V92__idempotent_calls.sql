-- Calls that were carried out under a key of their caller, and how they were answered. A row without a status has begun.
create table idempotent_call (
    caller          text        not null,
    idempotency_key text        not null,
    digest          text        not null,
    began_at        timestamptz not null,
    status          int,
    content_type    text,
    location        text,
    body            bytea,
    primary key (caller, idempotency_key)
);
create index idempotent_call_began on idempotent_call (began_at);
