-- By which doors the item was seen, whatever version of it: when first, by that door's reader's clock, and by what
-- window or task.
alter table item
    add column seen_live_at  timestamptz,
    add column seen_live_by  text,
    add column seen_mined_at timestamptz,
    add column seen_mined_by text;

update item
   set seen_live_at  = case when door = 'LIVE' then seen_at end,
       seen_live_by  = case when door = 'LIVE' then sighting end,
       seen_mined_at = case when door = 'MINED' then seen_at end,
       seen_mined_by = case when door = 'MINED' then sighting end
 where not inferred;

-- Both tables grow about in the order of these columns, so a summary a block range finds a day of them for next to nothing
-- at each write.
create index item_by_event_time on item
    using brin (position int8_minmax_multi_ops) with (pages_per_range = 32, autosummarize = on);

create index item_version_by_time on item_version
    using brin (accepted_at) with (pages_per_range = 32, autosummarize = on);

-- How far somebody who looks through what was accepted has come.
create table looked (
    what           text not null primary key,
    looked_to      timestamptz not null
);
