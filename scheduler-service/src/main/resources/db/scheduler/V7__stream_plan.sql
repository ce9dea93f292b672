-- When each followed stream of events is planned next. A plan costs what it costs when something changed or came due, and
-- not each second.
create table stream_plan (
    source         text        not null,
    account        text        not null,
    stream         text        not null,
    due_at         timestamptz not null,
    -- of the scheduler that plans it now; whoever has another one writes nothing
    token          bigint      not null default 0,
    -- grows with each word of a change, so that one that comes while it is planned is not forgotten
    changes        bigint      not null default 0,
    -- plans in a row that found a walk claimed and not held
    waits          integer     not null default 0,
    -- what the last plan found; null before the first
    planned_at     timestamptz,
    live           boolean     not null default false,
    lag_seconds    float8,
    settle_seconds float8,
    primary key (source, account, stream)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

create index stream_plan_due on stream_plan (due_at);

create sequence plan_token;

-- The revision (this row's and the source's version together) that stream_plan was made by.
alter table account add column planned_revision bigint not null default 0;

-- The accounts that changed since, found without reading the others.
create index account_unplanned on account (source, (planned_revision - revision));
create index account_untold on account (source, (published_revision - revision));
