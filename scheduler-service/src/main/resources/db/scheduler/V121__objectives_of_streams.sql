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

-- Sums of before are of no stream. They keep counting for their source.
alter table objective_seconds add column stream text not null default '';
alter table objective_seconds drop constraint objective_seconds_pkey;
alter table objective_seconds add primary key (source, stream, begun);
