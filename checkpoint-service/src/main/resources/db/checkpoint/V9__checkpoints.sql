-- One sequence for whatever is fenced: a token that is handed out later is higher.
create sequence fencing_token;

-- Who may write what a resource guards, until when by this database's clock. A row is never deleted when its lease is
-- given back: its lock is what puts the tokens of those who wait for it in order.
create table resource_lease (
    resource       text   collate "C" not null primary key,
    owner          text   not null,
    token          bigint not null,
    acquired_at    timestamptz not null,
    expires_at     timestamptz not null
) with (fillfactor = 70);

-- How far a processor has come with an account (stream '') or with one of its streams.
create table checkpoint (
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    processor      text   collate "C" not null,
    created_at     timestamptz not null,
    progressed_at  timestamptz not null,
    completed_at   timestamptz,
    -- canonical JSON; text and not jsonb, which cannot hold U+0000
    state          text    not null,
    content_hash   bytea   not null,
    schema_version integer not null check (schema_version > 0),
    migrated_at    timestamptz,
    version        bigint  not null check (version > 0),
    -- of the last writer
    token          bigint  not null,
    horizon_from   bigint  not null,
    processed      int8multirange not null,
    first_processed_at timestamptz,
    done           bigint  not null check (done >= 0),
    expected       bigint  check (expected >= 0),
    primary key (account, source, stream, processor)
) with (fillfactor = 70);

create index checkpoint_unfinished on checkpoint (progressed_at) where completed_at is null;

-- States that could not be read, as they were.
create table checkpoint_aside (
    id             uuid   not null primary key default gen_random_uuid(),
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    processor      text   collate "C" not null,
    state          text    not null,
    content_hash   bytea   not null,
    schema_version integer not null,
    version        bigint  not null,
    reason         text    not null,
    put_aside_at   timestamptz not null
);

-- Work that is done once: who is at it, what came of it. The id holds the version of what is worked on.
create table operation (
    id             text   collate "C" not null primary key,
    kind           text   collate "C" not null,
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    item           text   collate "C" not null,
    item_version   bigint not null,
    -- WAITING, IN_PROGRESS, COMPLETED, FAILED
    status         text   not null,
    owner          text,
    token          bigint not null,
    expires_at     timestamptz,
    attempts       integer not null,
    started_at     timestamptz not null,
    last_attempt_at timestamptz,
    completed_at   timestamptz,
    result         text,
    last_error     text
) with (fillfactor = 70);

create index operation_in_progress on operation (coalesce(last_attempt_at, started_at)) where status = 'IN_PROGRESS';
create index operation_waiting on operation (kind, started_at) where status = 'WAITING';

-- Progress as it is told in passing. The id makes a mark that is sent again the same mark.
create table progress_mark (
    id             uuid   not null primary key,
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    processor      text   collate "C" not null,
    done           bigint not null,
    expected       bigint,
    note           text,
    at             timestamptz not null,
    kept_at        timestamptz not null
);

create index progress_mark_by_age on progress_mark (kept_at);

-- Old marks of one checkpoint, compressed (zstd). To be read by people; nothing is decided by them.
create table progress_archive (
    id             bigint generated always as identity primary key,
    source         text   collate "C" not null,
    account        text   collate "C" not null,
    stream         text   collate "C" not null,
    processor      text   collate "C" not null,
    marks          integer not null check (marks > 0),
    first_at       timestamptz not null,
    last_at        timestamptz not null,
    raw_bytes      integer not null,
    body           bytea  not null,
    archived_at    timestamptz not null
);

create index progress_archive_by_checkpoint on progress_archive (account, source, stream, processor, last_at);

create table recovery_plan (
    id             uuid   not null primary key,
    -- DRY_RUN, RUNNING, PAUSED, COMPLETED, ABORTED
    state          text   not null,
    created_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz
);

create unique index recovery_plan_only_one on recovery_plan ((true)) where state in ('RUNNING', 'PAUSED');

create table recovery_step (
    plan           uuid   not null references recovery_plan on delete cascade,
    number         integer not null,
    -- in this order they are carried out
    priority       smallint not null,
    type           text   not null,
    resource       text   not null,
    reason         text   not null,
    subjects       text[] not null,
    estimate_seconds integer not null,
    -- PENDING, RUNNING, DONE, FAILED, SKIPPED
    state          text   not null,
    attempts       integer not null,
    due_at         timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    outcome        text,
    primary key (plan, number)
);
