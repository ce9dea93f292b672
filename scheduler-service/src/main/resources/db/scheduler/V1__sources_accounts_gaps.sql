-- The upstream platforms, each as the text of its manifest.
create table source (
    name       text primary key,
    manifest   text        not null,
    revision   text        not null,
    -- how often the manifest changed; part of the revision of every assignment at this source
    version    bigint      not null default 1,
    applied_at timestamptz not null
);

-- Who is followed. A row outlives its account, so that its revision never falls and its horizon never shrinks.
create table account (
    source             text        not null references source (name),
    account            text        not null,
    -- null: all streams of the source
    streams            text[],
    since_instant      timestamptz,
    since_position     bigint,
    -- sealed; its associated data is source/account
    credential         bytea,
    revision           bigint      not null default 1,
    -- the revision (this row's and the source's version together) that capture-assignments is known to hold
    published_revision bigint      not null default 0,
    created_at         timestamptz not null,
    deleted_at         timestamptz,
    primary key (source, account)
);

-- Fencing epochs of all dispatches: grows over all gaps, so that a task's id is never used twice.
create sequence dispatch_epoch;

create table gap (
    id          text primary key,
    source      text        not null,
    account     text        not null,
    stream      text        not null,
    range_from  bigint      not null,
    range_to    bigint      not null,
    -- creations 1, edits 2, deletions 4
    aspects     int         not null,
    state       text        not null check (state in ('OPEN', 'SCHEDULED', 'FILLING', 'FILLED', 'STUCK')),
    -- goes before old history
    near        boolean     not null,
    epoch       bigint      not null default 0,
    generation  bigint      not null,
    resume      text,
    -- slices that failed in a row
    attempts    int         not null default 0,
    -- leases that ran out in a row
    lost        int         not null default 0,
    -- walks in a row that were reported complete and that coverage did not show
    unseen      int         not null default 0,
    -- OPEN and STUCK: not before
    due_at      timestamptz not null,
    -- SCHEDULED: until the miner has spoken; FILLING: until coverage shows it
    lease_until timestamptz,
    reason      text,
    opened_at   timestamptz not null,
    updated_at  timestamptz not null,
    closed_at   timestamptz,
    check (range_from < range_to)
);

-- Two planners at once make one row.
create unique index gap_unfinished on gap (source, account, stream, range_from) where state <> 'FILLED';
create index gap_due on gap (due_at) where state in ('OPEN', 'STUCK');
create index gap_leased on gap (lease_until) where state = 'SCHEDULED';
create index gap_filled on gap (closed_at) where state = 'FILLED';

-- What is read at intervals: snapshots, and the frontier of numbered streams that no live door watches.
create table poll (
    source         text        not null,
    account        text        not null,
    stream         text        not null,
    mode           text        not null check (mode in ('SNAPSHOT', 'PROBE')),
    period_seconds double precision not null,
    generation     bigint      not null,
    scheduled      boolean     not null default false,
    epoch          bigint      not null default 0,
    resume         text,
    attempts       int         not null default 0,
    next_at        timestamptz not null,
    lease_until    timestamptz,
    reason         text,
    primary key (source, account, stream)
);

create index poll_due on poll (next_at);
