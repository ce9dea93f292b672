-- How many in a hundred of a source's accounts go through one of its doors. A door without a row is open for all.
create table rollout_flag (
    source  text        not null references source (name) on delete cascade,
    door    text        not null check (door in ('LIVE', 'HISTORY')),
    percent int         not null check (percent between 0 and 100),
    reason  text        not null,
    set_at  timestamptz not null,
    set_by  text        not null,
    -- grows with each change, so that two who change it at once do not overwrite each other
    version bigint      not null,
    primary key (source, door)
);

-- The place of an account among a hundred, for ever: a flag of n percent is for places below n. An account keeps its place
-- when others come and go. The first byte of the digest says the shard, so places and shards have nothing to do with each
-- other.
create function account_place(source text, account text) returns int
    language sql
    immutable
    parallel safe
    return (('x' || substr(md5(source || '/' || account), 3, 8))::bit(32)::int8 % 100)::int;
