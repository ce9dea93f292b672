-- Which accounts have a gap that is due, so that a look for due gaps reads as many rows as it may hand out, and not as
-- many as wait. One row an account that ever had a gap.
create table account_queue (
    source   text not null,
    account  text not null,
    -- the account's first gap that is due, and what it is ranked by; null while none is due
    gap      text,
    compares boolean,
    near     boolean,
    deadline timestamptz,
    due_at   timestamptz,
    -- when the next of its gaps comes due; null when none does
    next_due timestamptz,
    primary key (source, account)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

create index account_queue_first on account_queue (source, compares, near desc, deadline, due_at, gap)
    where gap is not null;
create index account_queue_next on account_queue (next_due) where next_due is not null;

-- Accounts whose gaps changed since their row of account_queue was written. Rows are only added, in the transaction of the
-- change, so that no writer waits for another; the next look takes them out.
create table account_queue_change (
    source  text not null,
    account text not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

create function note_account_queue_change() returns trigger
    language plpgsql
    set search_path from current
as $$
begin
    insert into account_queue_change (source, account) select distinct source, account from changed;
    return null;
end
$$;

create trigger gap_inserted after insert on gap referencing new table as changed
    for each statement execute function note_account_queue_change();
create trigger gap_updated after update on gap referencing new table as changed
    for each statement execute function note_account_queue_change();
create trigger gap_deleted after delete on gap referencing old table as changed
    for each statement execute function note_account_queue_change();

insert into account_queue_change (source, account)
select distinct source, account
  from gap
 where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');

-- An account's gaps in the order in which they are handed out, and when they come due.
drop index gap_due;
create index gap_waiting on gap (source, account, (mode = 'RECONCILE'), near desc, deadline, due_at, id)
    where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');
create index gap_coming on gap (source, account, due_at)
    where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');

-- What is out is counted at each look.
create index gap_out on gap (source, account) where state = 'SCHEDULED';

-- Polls of a source that wait, and those that are out.
drop index poll_due;
create index poll_waiting on poll (source, next_at) where not scheduled;
create index poll_out on poll (source, lease_until) where scheduled;
