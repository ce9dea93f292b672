-- What of a stop a gradual recovery has released already.
alter table stop
    add column processing_released     boolean not null default false,
    add column mining_released         boolean not null default false,
    add column mining_released_streams text[]  not null default '{}',
    add column capture_released        boolean not null default false,
    add column capture_released_through text;

-- What dispatch must leave alone.
create view mining_stop as
select kind, source, account, stream, mining_released_streams
  from stop
 where ended_at is null
   and not mining_released
   and kind <> 'CAPTURE';

create table recovery_run (
    id             uuid primary key,
    stop           uuid        not null references stop,
    phases         jsonb       not null,
    phase          int         not null,
    state          text        not null,
    phase_begun_at timestamptz not null,
    through        text,
    detail         text,
    pace           double precision not null,
    version        bigint      not null default 0,
    begun_at       timestamptz not null
);
create unique index recovery_run_active on recovery_run (stop) where state in ('RUNNING', 'HELD', 'PAUSED');

-- What became of a run, and who wanted it; never changed.
create table recovery_event (
    run    uuid        not null references recovery_run,
    number bigint generated always as identity,
    at     timestamptz not null,
    by     text        not null,
    what   text        not null,
    phase  text        not null,
    detail text,
    primary key (run, number)
);

-- Ends of mining slices, by ten seconds, while a recovery runs.
create table recovery_outcome (
    begun   timestamptz not null,
    outcome text        not null,
    slices  bigint      not null,
    primary key (begun, outcome)
);
