-- The generation that replicas obey. It grows with the database's clock, so that one of an older backup is not mistaken
-- for a newer one.
create table control_generation (
    only_row     boolean primary key default true check (only_row),
    generation   bigint      not null,
    published    bigint      not null default 0,
    published_at timestamptz
);
insert into control_generation (generation) values (floor(extract(epoch from clock_timestamp()) * 1000));

create table stop (
    id         uuid primary key,
    kind       text        not null,
    source     text,
    account    text,
    stream     text,
    level      text        not null,
    reason     text        not null,
    generation bigint      not null,
    begun_at   timestamptz not null,
    begun_by   text        not null,
    ended_at   timestamptz,
    ended_by   text,
    end_reason text,
    check ((ended_at is null) = (ended_by is null))
);

-- One stop of a scope and level at a time: asking twice is asking once. Dispatch looks here too.
create unique index stop_holds on stop (kind, source, account, stream, level) nulls not distinct where ended_at is null;

create table stop_receipt (
    service     text        not null,
    instance    text        not null,
    process     text        not null,
    generation  bigint      not null,
    obeyed_at   timestamptz not null,
    in_flight   int         not null,
    heard_at    timestamptz not null,
    primary key (service, instance, process)
);
