-- Streams that clients of the live service hear, by replica. A stream is watched while one of its rows has a lease.
create table watched_stream (
    source      text        not null,
    account     text        not null,
    stream      text        not null,
    replica     text        not null,
    lease_until timestamptz not null,
    primary key (source, account, stream, replica)
) with (fillfactor = 50);

create index watched_stream_lease on watched_stream (lease_until);
