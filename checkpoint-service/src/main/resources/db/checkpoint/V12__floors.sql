-- The floor of a captured partition: every record below decided is decided, and every change of a record below published
-- is published. Written in the transaction of the commit that raises it.
create table intake_floor (
    topic_id  uuid    not null,
    partition integer not null,
    topic     text    collate "C" not null,
    decided   bigint  not null,
    published bigint  not null,
    noted_at  timestamptz not null,
    primary key (topic_id, partition)
) with (fillfactor = 50);

-- Captured records that Kafka no longer has and that were never decided.
create table intake_hole (
    topic_id    uuid    not null,
    partition   integer not null,
    from_offset bigint  not null,
    to_offset   bigint  not null,
    found_at    timestamptz not null,
    primary key (topic_id, partition, from_offset)
);

-- held: what of covered the ledger has decided. records: by partition plus one, the floor that the window's last report
-- needs; null for a partition without. held_reach: reach, once the report that told it is held.
alter table coverage_window
    add column held       int8multirange not null default '{}',
    add column held_reach bigint,
    add column records    int8[] not null default '{}';

-- What was claimed before floors were kept had no floor to wait for.
update coverage_window set held = covered, held_reach = reach;

alter table coverage_window
    add constraint held_is_claimed check (held <@ covered);

-- Claimed and not held yet: one row for a few reports of a window. firsts, nexts: by partition plus one, the records that
-- the range stands on; null for a partition without.
create table coverage_pending (
    account     text   collate "C" not null,
    source      text   collate "C" not null,
    stream      text   collate "C" not null,
    window_id   text   collate "C" not null,
    slot        bigint not null,
    covered     int8multirange not null,
    reach       bigint not null,
    topic_id    uuid   not null,
    firsts      int8[] not null,
    nexts       int8[] not null,
    reported_at timestamptz not null,
    primary key (account, source, stream, window_id, slot)
);

-- By element, the lower of two arrays of offsets, and the higher; a null counts as absent.
create function lower_offsets(one int8[], other int8[]) returns int8[]
    language sql immutable parallel safe
    return (select coalesce(array_agg(least(a, b) order by n), '{}')
              from unnest(one, other) with ordinality as pair (a, b, n));

create function higher_offsets(one int8[], other int8[]) returns int8[]
    language sql immutable parallel safe
    return (select coalesce(array_agg(greatest(a, b) order by n), '{}')
              from unnest(one, other) with ordinality as pair (a, b, n));

-- Whether a range that stands on these records is decided, and whether one of them was lost.
create function floors_reached(captured_topic uuid, nexts int8[]) returns boolean
    language sql stable parallel safe
    return not exists (select 1
                         from unnest(nexts) with ordinality as need (next, n)
                        where need.next is not null
                          and not exists (select 1
                                            from intake_floor f
                                           where f.topic_id = captured_topic
                                             and f.partition = need.n - 1
                                             and f.decided >= need.next));

create function records_lost(captured_topic uuid, firsts int8[], nexts int8[]) returns boolean
    language sql stable parallel safe
    return exists (select 1
                     from intake_hole h
                    where h.topic_id = captured_topic
                      and h.from_offset < nexts[h.partition + 1]
                      and h.to_offset > firsts[h.partition + 1]);

-- By element, what a report stands on beyond what the reports before it stood on.
create function records_since(known int8[], firsts int8[]) returns int8[]
    language sql immutable parallel safe
    return (select coalesce(array_agg(coalesce(k, f) order by n), '{}')
              from unnest(known, firsts) with ordinality as pair (k, f, n));
