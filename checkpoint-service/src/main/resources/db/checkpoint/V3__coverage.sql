-- What is held, by whom it was read and by what evidence. aspects: creations 1, edits 2, deletions 4.
-- reach is how far the window was reported, also while it covers nothing.
-- reported_at is on no index, so that the report every few seconds stays an update in place.
create table coverage_window (
    source         text      collate "C" not null,
    account        text      collate "C" not null,
    stream         text      collate "C" not null,
    window_id      text      collate "C" not null,
    door           text      not null,
    evidence       text      not null,
    aspects        smallint  not null,
    covered        int8range not null,
    opened_from    bigint    not null,
    reach          bigint    not null,
    open           boolean   not null,
    epoch          bigint    not null,
    generation     bigint    not null,
    reported_at    timestamptz not null,
    primary key (account, source, stream, window_id)
) with (fillfactor = 70);
