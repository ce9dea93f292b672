-- The current version of each item; a deleted one stays as a tombstone.
create table item (
    source         text     not null,
    account        text     not null,
    stream         text     not null,
    item_id        text     not null,
    position       bigint   not null,
    version        bigint   not null,
    operation      smallint not null,
    deleted        boolean  not null,
    hash           bytea    not null,
    payload        text,
    door           text     not null,
    sighting       text     not null,
    generation     bigint   not null,
    inferred       boolean  not null,
    seen_at        timestamptz not null,
    accepted_at    timestamptz not null,
    topic_id       uuid     not null,
    log_partition  integer  not null,
    log_offset     bigint   not null,
    primary key (account, source, stream, item_id)
);

-- One row for each accepted version, found by where its record stands in the log: a redelivered record meets itself here.
create table item_version (
    topic_id       uuid     not null,
    log_partition  integer  not null,
    log_offset     bigint   not null,
    source         text     not null,
    account        text     not null,
    stream         text     not null,
    item_id        text     not null,
    position       bigint   not null,
    version        bigint   not null,
    operation      smallint not null,
    hash           bytea    not null,
    door           text     not null,
    sighting       text     not null,
    decision       text     not null,
    accepted_at    timestamptz not null,
    primary key (topic_id, log_partition, log_offset)
);

create index item_version_by_item on item_version (account, source, stream, item_id);
