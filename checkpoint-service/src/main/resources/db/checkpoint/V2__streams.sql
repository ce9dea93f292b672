-- What is known of a stream as a whole.
create table stream_state (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    generation     bigint not null default 0,
    frontier       bigint,
    primary key (account, source, stream)
);

-- Each time the source rewrote its history: everything above the ancestor that was read under a lower generation is void.
create table stream_fork (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    generation     bigint not null,
    ancestor       bigint not null,
    recorded_at    timestamptz not null,
    -- true when nothing is left to bury, and nothing can come any more
    settled        boolean not null default false,
    primary key (account, source, stream, generation)
);

create index stream_fork_unsettled on stream_fork (recorded_at) where not settled;

-- The source's fingerprints of positions.
create table stream_anchor (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    position       bigint not null,
    hash           text   not null,
    generation     bigint not null,
    primary key (account, source, stream, position)
);
