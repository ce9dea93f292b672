-- What could not be processed, by where it stands on the topic of dead letters: one that is read again is written once.
-- origin_*: the record it was, where it was one of a topic; others (a page, a frame) cannot be put back.
-- headers: those the record came with, as CBOR [[name, bytes], ...].
-- attempt: how often what it holds had been put back when it failed; previous: the letter it was put back from, and
-- first: the first of that chain.
create table dead_letter (
    id               bigint generated always as identity primary key,
    topic_id         uuid     not null,
    log_partition    integer  not null,
    log_offset       bigint   not null,
    arrived_at       timestamptz not null,
    source           text     collate "C",
    account          text     collate "C",
    stream           text     collate "C",
    origin           text     not null,
    origin_topic     text     collate "C",
    origin_partition integer,
    origin_offset    bigint,
    rule             text     collate "C" not null,
    detail           text     not null,
    remedy           text     not null,
    key              bytea,
    value            bytea    not null,
    headers          bytea    not null,
    attempt          integer  not null default 0,
    previous         bigint,
    first            bigint,
    state            text     not null default 'NEW' check (state in ('NEW', 'REDRIVEN', 'DISCARDED')),
    redrives         integer  not null default 0,
    state_by         text,
    state_at         timestamptz,
    state_reason     text,
    unique (topic_id, log_partition, log_offset)
);

create index dead_letter_by_cause on dead_letter (state, rule, source, id);

create index dead_letter_by_origin on dead_letter (origin_topic, origin_partition, origin_offset)
    where origin_topic is not null;
