-- part_of: the window as its holder names it; the row is that window, or a part of it that came apart.
-- opened_at: when it was first heard of, by this database's clock; of a merged row, when the last of its windows was.
-- A row holds all of its ranges, so that a hole does not split it, and old windows of a kind are one row, however many
-- stretches they make.
alter table coverage_window
    alter column covered type int8multirange using int8multirange(covered),
    add column part_of text collate "C",
    add column opened_at timestamptz;

update coverage_window
   set part_of = regexp_replace(window_id, '#-?[0-9]+$', ''),
       opened_at = reported_at;

alter table coverage_window
    alter column part_of set default gen_random_uuid()::text,
    alter column part_of set not null,
    alter column opened_at set default now(),
    alter column opened_at set not null;

-- What was taken back. It is subtracted from every report of the window, also from those that come later.
-- window_id '': of all live windows of which something was told no later than doubted_at.
create table coverage_cut (
    source         text      collate "C" not null,
    account        text      collate "C" not null,
    stream         text      collate "C" not null,
    window_id      text      collate "C" not null,
    cut            int8range not null,
    cause          text      not null,
    doubted_at     timestamptz not null,
    cut_at         timestamptz not null,
    primary key (account, source, stream, window_id, cut)
);

-- Live windows that were merged away while they were open: should their holder come back, a doubt concerns them too.
create table coverage_retired (
    source         text      collate "C" not null,
    account        text      collate "C" not null,
    stream         text      collate "C" not null,
    window_id      text      collate "C" not null,
    retired_at     timestamptz not null,
    primary key (account, source, stream, window_id)
);

-- How late items of the stream arrive at most, in microseconds, as last measured.
alter table stream_state add column lateness bigint;
