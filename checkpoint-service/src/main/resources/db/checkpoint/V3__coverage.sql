-- What is held, by whom it was read and by what evidence. aspects: creations 1, edits 2, deletions 4.
create table coverage_window (
    source         text      not null,
    account        text      not null,
    stream         text      not null,
    window_id      text      not null,
    door           text      not null,
    evidence       text      not null,
    aspects        smallint  not null,
    covered        int8range not null,
    opened_from    bigint    not null,
    open           boolean   not null,
    epoch          bigint    not null,
    generation     bigint    not null,
    reported_at    timestamptz not null,
    primary key (account, source, stream, window_id)
);
