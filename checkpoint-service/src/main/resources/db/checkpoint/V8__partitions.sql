-- The current versions in parts by account, and beside them only what they replaced: accepting an item writes one row.
-- Replicas of the former release cannot decide with these tables (they ask for item_version.decision), so they cannot
-- decide wrongly: whoever asks them is refused, and asks again.
alter table item rename to item_v6;
alter table item_version rename to item_version_v6;
alter index item_pkey rename to item_v6_pkey;
drop index item_by_position, item_by_event_time;
drop index item_version_by_item, item_version_by_time;
alter index item_version_pkey rename to item_version_v6_pkey;

-- decision: what was made of the record that this version is of; a repeated record is answered that again.
-- raised: a higher version of the same content was noted since; the version as it was accepted is in item_version.
-- chained: item_version has rows of the item.
-- hash_version: the rules by which hash was made. Hashes of other rules say nothing about each other.
-- volatile_hash: of the members that change by themselves; null where the source has none.
-- packed: the payload in zstd, then payload is null.
create table item (
    like item_v6,
    decision       text     not null default 'NEW',
    raised         boolean  not null default false,
    chained        boolean  not null default false,
    hash_version   integer  not null default 1,
    volatile_hash  bytea,
    refreshed_at   timestamptz,
    packed         bytea
) partition by hash (account);

-- A table to which rows are only added is not worth a vacuum after each thousand of them.
create table item_0 partition of item for values with (modulus 8, remainder 0)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_1 partition of item for values with (modulus 8, remainder 1)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_2 partition of item for values with (modulus 8, remainder 2)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_3 partition of item for values with (modulus 8, remainder 3)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_4 partition of item for values with (modulus 8, remainder 4)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_5 partition of item for values with (modulus 8, remainder 5)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_6 partition of item for values with (modulus 8, remainder 6)
    with (autovacuum_vacuum_insert_threshold = 50000);
create table item_7 partition of item for values with (modulus 8, remainder 7)
    with (autovacuum_vacuum_insert_threshold = 50000);

-- What an item was before: found by the item, for whoever asks about a record knows whose it is.
create table item_version (
    source         text     collate "C" not null,
    account        text     collate "C" not null,
    stream         text     collate "C" not null,
    item_id        text     collate "C" not null,
    position       bigint   not null,
    version        bigint   not null,
    operation      smallint not null,
    hash           bytea    not null,
    hash_version   integer  not null default 1,
    door           text     not null,
    sighting       text     not null,
    verdict        text     not null,
    accepted_at    timestamptz not null,
    replaced_at    timestamptz not null default now(),
    topic_id       uuid     not null,
    log_partition  integer  not null,
    log_offset     bigint   not null,
    payload        text,
    packed         bytea
);

insert into item
select k.*, coalesce(v.decision, 'NEW'), coalesce((v.version, v.operation) <> (k.version, k.operation), false)
  from item_v6 k
  left join item_version_v6 v using (topic_id, log_partition, log_offset);

insert into item_version (source, account, stream, item_id, position, version, operation, hash, door, sighting, verdict,
                          accepted_at, replaced_at, topic_id, log_partition, log_offset)
select v.source, v.account, v.stream, v.item_id, v.position, v.version, v.operation, v.hash, v.door, v.sighting, v.decision,
       v.accepted_at, now(), v.topic_id, v.log_partition, v.log_offset
  from item_version_v6 v
  left join item k using (account, source, stream, item_id)
 where k.raised is distinct from false
    or (k.topic_id, k.log_partition, k.log_offset) <> (v.topic_id, v.log_partition, v.log_offset)
 order by v.accepted_at;

drop table item_v6;
drop table item_version_v6;

create index item_version_by_item on item_version (account, item_id, stream, source);

update item k
   set chained = true
 where exists (select 1
                 from item_version v
                where v.account = k.account
                  and v.source = k.source
                  and v.stream = k.stream
                  and v.item_id = k.item_id);

-- What differs first stands first: of an account's items the ids do, hardly ever the streams.
alter table item add primary key (account, item_id, stream, source);

-- What a fork leaves behind stands above a position.
create index item_by_position on item (account, source, stream, position) where not deleted;

-- The tables grow about in the order of these columns, so a summary a block range finds a day of them for next to nothing
-- at each write.
create index item_by_time on item
    using brin (position int8_minmax_multi_ops, accepted_at) with (pages_per_range = 32, autosummarize = on);

create index item_version_by_time on item_version
    using brin (replaced_at, accepted_at) with (pages_per_range = 32, autosummarize = on);

-- Each version that was ever accepted and is not forgotten yet, once.
create view item_chain as
select source, account, stream, item_id, position, version, operation, hash, door, sighting, decision, accepted_at,
       topic_id, log_partition, log_offset
  from item
 where not raised
 union all
select source, account, stream, item_id, position, version, operation, hash, door, sighting, verdict, accepted_at,
       topic_id, log_partition, log_offset
  from item_version;

-- Whether any fork is above a generation is asked at each commit.
create index stream_fork_by_generation on stream_fork (generation);

-- As its item was held.
alter table buried_item
    alter column payload drop not null,
    add column packed bytea;
