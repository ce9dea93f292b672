-- How the live capture of each account stands, as the capture service last said.
create table capture_state (
    source      text        not null,
    account     text        not null,
    -- generation of the capture group; a process that lost the account says nothing any more
    epoch       bigint      not null,
    kind        text        not null check (kind in ('CAPTURING', 'UNCONFIRMED', 'WAITING')),
    cause       text        not null,
    detail      text        not null,
    -- names of streams, separated by commas
    unconfirmed text        not null,
    -- since when it has not captured everything; null while it does
    since       timestamptz,
    next_at     timestamptz,
    reported_at timestamptz not null,
    primary key (source, account)
) with (fillfactor = 70);

create index capture_state_failing on capture_state (source) where kind <> 'CAPTURING';
