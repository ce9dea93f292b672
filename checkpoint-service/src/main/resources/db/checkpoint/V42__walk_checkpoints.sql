-- Checkpoints of processors, which no service ever asked for.
drop table checkpoint;
drop table checkpoint_aside;

-- How far the reconciliation of a gap has come. A row stays when its walk has ended: it refuses older epochs.
create table walk_checkpoint (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    gap            text   collate "C" not null,
    -- of the dispatch that claimed it; it never falls
    epoch          bigint not null,
    -- of claims and moves
    version        bigint not null check (version > 0),
    -- of the state, and null with it; the miner raises older ones
    schema_version integer check (schema_version > 0),
    -- JSON in the miner's words; null before the walk's first page and behind its last
    state          text,
    content_hash   bytea,
    claimed_at     timestamptz not null,
    moved_at       timestamptz not null,
    primary key (account, source, stream, gap)
) with (fillfactor = 70);
