-- The current version of each item; a deleted one stays as a tombstone.
-- Keys compare by bytes: faster, and the same whatever locale the server has.
create table item (
    source         text     collate "C" not null,
    account        text     collate "C" not null,
    stream         text     collate "C" not null,
    item_id        text     collate "C" not null,
    position       bigint   not null,
    version        bigint   not null,
    -- 0 create, 1 update, 2 delete: at the same version the higher one wins
    operation      smallint not null,
    deleted        boolean  not null,
    hash           bytea    not null,
    -- text and not jsonb, which cannot hold U+0000
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

-- What a fork leaves behind stands above a position.
create index item_by_position on item (account, source, stream, position) where not deleted;

-- One row for each accepted version, found by where its record stands in the log: a redelivered record meets itself here.
create table item_version (
    topic_id       uuid     not null,
    log_partition  integer  not null,
    log_offset     bigint   not null,
    source         text     collate "C" not null,
    account        text     collate "C" not null,
    stream         text     collate "C" not null,
    item_id        text     collate "C" not null,
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

-- Which ledger this is. What a cache remembers of another one must not be believed.
create table ledger (
    id             uuid    not null default gen_random_uuid(),
    only_one       boolean not null default true unique check (only_one)
);

insert into ledger default values;
