-- Streams of a source that matter more or less than others. One without a row is NORMAL.
create table stream_priority (
    source         text        not null references source (name),
    stream         text        not null,
    priority_class text        not null check (priority_class in ('CRITICAL', 'BULK')),
    set_at         timestamptz not null,
    set_by         text        not null,
    primary key (source, stream)
);

-- Classes whose work goes to the miners first, until none of it waits or the time is over.
create table drain (
    id           uuid primary key,
    -- in their order
    classes      text[]      not null,
    -- gaps of each of the classes that were due at the beginning
    due_at_start int8[]      not null,
    reason       text        not null,
    begun_at     timestamptz not null,
    begun_by     text        not null,
    ends_at      timestamptz not null,
    -- since when no work of the classes waits; null while some does
    empty_since  timestamptz,
    state        text        not null check (state in ('RUNNING', 'EMPTIED', 'EXPIRED', 'CANCELLED')),
    ended_at     timestamptz,
    ended_by     text,
    end_reason   text,
    check ((state = 'RUNNING') = (ended_at is null))
);

-- One at a time.
create unique index drain_running on drain ((state)) where state = 'RUNNING';

-- The gaps of a stream in the order in which they are handed out, for all accounts together.
create index gap_waiting_stream on gap (source, stream, (mode = 'RECONCILE'), near desc, deadline, due_at, id)
    where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');

-- Streams that have gaps to be handed out, now or later, with their classes. It reads one row of the index a stream.
create view waiting_stream as
with recursive known as (
    (select g.source, g.stream
       from gap g
      where g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone')
      order by g.source, g.stream
      limit 1)
     union all
    select n.source, n.stream
      from known k
     cross join lateral (
               select g.source, g.stream
                 from gap g
                where (g.state in ('OPEN', 'STUCK') or (g.state = 'UNFILLABLE' and g.reason = 'gone'))
                  and (g.source, g.stream) > (k.source, k.stream)
                order by g.source, g.stream
                limit 1) n
)
select k.source, k.stream, coalesce(p.priority_class, 'NORMAL') as priority_class
  from known k
  left join stream_priority p on p.source = k.source and p.stream = k.stream;
