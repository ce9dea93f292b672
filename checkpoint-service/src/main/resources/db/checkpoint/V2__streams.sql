-- What is known of a stream as a whole.
create table stream_state (
    source         text   not null,
    account        text   not null,
    stream         text   not null,
    generation     bigint not null default 0,
    frontier       bigint,
    primary key (account, source, stream)
);

-- Each time the source rewrote its history: everything above the ancestor that was read under a lower generation is void.
create table stream_fork (
    source         text   not null,
    account        text   not null,
    stream         text   not null,
    generation     bigint not null,
    ancestor       bigint not null,
    recorded_at    timestamptz not null,
    primary key (account, source, stream, generation)
);

-- The source's fingerprints of positions.
create table stream_anchor (
    source         text   not null,
    account        text   not null,
    stream         text   not null,
    position       bigint not null,
    hash           text   not null,
    generation     bigint not null,
    primary key (account, source, stream, position)
);
