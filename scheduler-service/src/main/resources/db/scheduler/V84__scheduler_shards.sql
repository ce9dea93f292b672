-- Which scheduler plans and hands out the work of which accounts. Accounts fall into 64 shards for ever; a shard belongs to
-- one scheduler at a time.
-- The schedulers that live, each until its lease runs out. The identity is the fencing token: it is random, so that a database
-- that comes back older gives it to nobody else. Every transaction of a scheduler locks this row against its deletion.
create table scheduler_member (
    member      uuid        primary key default gen_random_uuid(),
    -- for people; several may have one name
    instance    text        not null,
    joined_at   timestamptz not null,
    lease_until timestamptz not null
) with (fillfactor = 50);

create table scheduler_shard (
    shard int primary key check (shard between 0 and 63),
    owner uuid references scheduler_member (member) on delete set null
);

create index scheduler_shard_owner on scheduler_shard (owner);

insert into scheduler_shard (shard) select generate_series(0, 63);

-- The same as AccountShard.of.
create function account_shard(source text, account text) returns int
    language sql
    immutable
    parallel safe
    return get_byte(decode(md5(source || '/' || account), 'hex'), 0) & 63;

alter table stream_plan add column shard int generated always as (account_shard(source, account)) stored;
drop index stream_plan_due;
create index stream_plan_due on stream_plan (shard, due_at);

alter table account_queue add column shard int generated always as (account_shard(source, account)) stored;
drop index account_queue_next;
create index account_queue_next on account_queue (shard, next_due) where next_due is not null;

alter table account_queue_change add column shard int generated always as (account_shard(source, account)) stored;
create index account_queue_change_shard on account_queue_change (shard);
