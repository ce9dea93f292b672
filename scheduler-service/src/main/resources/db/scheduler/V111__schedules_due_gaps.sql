-- The gaps of a stream by the time when they are due, for all accounts together: a drain looks for one that is due, and
-- reads none that comes later.
create index gap_due_stream on gap (source, stream, due_at)
    where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');

-- When a stream of a source is polled, of all accounts. One without a row is polled as its manifest says.
create table stream_schedule (
    source        text        not null references source (name) on delete cascade,
    stream        text        not null,
    kind          text        not null check (kind in ('INTERVAL', 'CRON', 'ADAPTIVE')),
    every_seconds bigint,
    cron          text,
    -- whose clock the expression and the window speak of
    zone          text        not null,
    -- the part of a day in which is polled; null for all of it
    window_from   time,
    window_to     time,
    set_at        timestamptz not null,
    set_by        text        not null,
    -- grows with each change, so that two who change it at once do not overwrite each other
    version       bigint      not null,
    primary key (source, stream),
    check ((kind = 'INTERVAL') = (every_seconds is not null)),
    check ((kind = 'CRON') = (cron is not null)),
    check ((window_from is null) = (window_to is null))
);

-- What an operator asked to be read up to an instant: of each hour the last one, so that calls in a row do not delay each
-- other without end. Rows of more than two days mean nothing, because nothing settles later than after a day.
create table poll_trigger (
    source   text        not null,
    account  text        not null,
    stream   text        not null,
    asked_at timestamptz not null,
    primary key (source, account, stream, asked_at)
);

-- How accounts of sources with an adaptive schedule stand, and how often they are polled for that.
create table adaptive_poll (
    source         text        not null,
    account        text        not null,
    connected      boolean     not null,
    reliability    float8      not null,
    items_per_day  float8      not null,
    period_seconds bigint      not null,
    computed_at    timestamptz not null,
    primary key (source, account)
);
