-- A row of account_queue says which of an account's waiting gaps goes first. A gap that neither waited before nor waits
-- after its change alters none. Half of all changes are of that kind: a miner's word, and what fills a gap.
create or replace function note_account_queue_change() returns trigger
    language plpgsql
    set search_path from current
as $$
begin
    insert into account_queue_change (source, account)
    select distinct source, account
      from changed
     where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');
    return null;
end
$$;

create function note_account_queue_update() returns trigger
    language plpgsql
    set search_path from current
as $$
begin
    insert into account_queue_change (source, account)
    select source, account
      from before
     where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone')
     union
    select source, account
      from changed
     where state in ('OPEN', 'STUCK') or (state = 'UNFILLABLE' and reason = 'gone');
    return null;
end
$$;

drop trigger gap_updated on gap;
create trigger gap_updated after update on gap referencing old table as before new table as changed
    for each statement execute function note_account_queue_update();
