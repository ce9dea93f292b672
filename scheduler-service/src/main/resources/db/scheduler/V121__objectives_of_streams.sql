-- Objectives of streams, for all accounts, where they differ from that of the settings.
create table stream_objective (
    source         text             not null references source (name),
    stream         text             not null,
    target         double precision not null check (target between 0.5 and 0.999999),
    within_seconds double precision not null check (within_seconds >= 1),
    -- derived from the objective: how often the stream is polled at least, while no schedule says how often
    poll_seconds   bigint           not null check (poll_seconds >= 1),
    set_at         timestamptz      not null,
    set_by         text             not null,
    primary key (source, stream)
);

-- The sums of each stream. Those of before, and those that a scheduler of an earlier release writes meanwhile, are of
-- sources. They stay in objective_seconds, and count for their source.
create table stream_objective_seconds (
    source text             not null,
    stream text             not null,
    begun  timestamptz      not null,
    due    double precision not null,
    late   double precision not null,
    primary key (source, stream, begun)
);
