-- Calls to sources, as miners count them here while Redis is away: when a credential's budget is full again, and until
-- when the source asked to pause.
create table call_budget (
    source       text        not null,
    account      text        not null,
    pooled       boolean     not null,
    full_at      timestamptz not null,
    paused_until timestamptz not null,
    primary key (source, account, pooled)
);
