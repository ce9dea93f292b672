-- Streams whose coverage changed in a way that a plan may depend on, for the scheduler to read and delete. Rows are only
-- added, in the transaction of the change, so that no writer waits for another. A live window that merely grows is not here.
create table coverage_change (
    id       bigint generated always as identity primary key,
    source   text   collate "C" not null,
    account  text   collate "C" not null,
    stream   text   collate "C" not null,
    noted_at timestamptz not null default clock_timestamp()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Which live windows are silent is asked every second.
create index coverage_window_live on coverage_window (account, source, stream) where open and door = 'LIVE';
