-- Long-running jobs. The table that was here held work of other services, which none of them ever asked for.
drop table operation;

-- A recovery is such a job, too.
drop table recovery_step;
drop table recovery_plan;

-- Progress is saved with its operation.
drop table progress_mark;
drop table progress_archive;

create table operation (
    id             uuid   not null primary key,
    -- REPLAY, UNDO, REDRIVE, RECOVERY
    kind           text   collate "C" not null,
    -- source/account/stream, shortened from the right; empty for everything
    target         text   collate "C" not null,
    parameters     text   not null,
    requested_by   text   not null,
    -- PENDING, RUNNING, PAUSED, COMPLETED, FAILED, CANCELLED
    state          text   not null,
    owner          text,
    token          bigint not null,
    expires_at     timestamptz,
    attempts       integer not null,
    -- in a row, since progress was last saved
    failures       integer not null,
    -- not claimed before this
    due_at         timestamptz not null,
    resume_state   text,
    done           bigint not null check (done >= 0),
    total          bigint check (total >= 0),
    created_at     timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    result         text,
    error          text
) with (fillfactor = 70);

create index operation_open on operation (kind, created_at) where state in ('PENDING', 'RUNNING', 'PAUSED');
create index operation_by_age on operation (created_at);
