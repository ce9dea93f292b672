-- The summary of a block range is written by whoever is told to: autosummarize leaves it to autovacuum, which comes once
-- a minute, remembers 256 requests and forgets the others. Until then a range is read whole by everybody who looks for a
-- time. The service may not own the tables, so it says when, and this does it as their owner.
create function summarize_items() returns void
    language plpgsql
    security definer
    set search_path = ${flyway:defaultSchema}, pg_temp
    set lock_timeout = '1s'
as $$
declare
    part regclass;
begin
    for part in select relid from pg_partition_tree('item_by_time') where isleaf
    loop
        begin
            perform brin_summarize_new_values(part);
        exception when lock_not_available then
            -- a vacuum is at this part, and summarizes it too
            null;
        end;
    end loop;
end
$$;

revoke all on function summarize_items() from public;
