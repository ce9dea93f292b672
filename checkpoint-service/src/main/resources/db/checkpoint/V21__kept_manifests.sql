-- The last manifest of each source that a processor read, for a processor that starts while the scheduler is away.
create table kept_manifest (
    source   text collate "C" primary key,
    manifest bytea       not null,
    kept_at  timestamptz not null default now()
);
