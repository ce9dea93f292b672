-- Live connections that are there, and how far each of their open windows is proven beyond its row of coverage_window. One
-- row a connection; a later report replaces an earlier one. windows, streams and ends go together. firsts, nexts: by
-- captured partition plus one, the records that all ends stand on; null for a partition without. reported_at is on no
-- index, so that the report every few seconds stays an update in place.
create table connection_liveness (
    account     text   collate "C" not null,
    source      text   collate "C" not null,
    connection  text   collate "C" not null,
    epoch       bigint not null,
    streams     text[] not null,
    windows     text[] collate "C" not null,
    ends        int8[] not null,
    firsts      int8[] not null,
    nexts       int8[] not null,
    told_at     timestamptz not null,
    reported_at timestamptz not null,
    primary key (account, source, connection)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
