-- Undoing of concluded deletes. item.operation and item_version.operation are from now on 3 * life + what happened
-- (0 create, 1 update, 2 delete): each undoing begins another life of the version, above the burial of the one before.

-- What an item was when it was concluded, and not told by its source, to be deleted. Kept for as long as that can be undone.
create table buried_item (
    source         text     collate "C" not null,
    account        text     collate "C" not null,
    stream         text     collate "C" not null,
    item_id        text     collate "C" not null,
    -- of the tombstone; only while the item is still at exactly these there is something to undo
    version        bigint   not null,
    operation      smallint not null,
    position       bigint   not null,
    former_operation smallint not null,
    hash           bytea    not null,
    payload        text     not null,
    door           text     not null,
    generation     bigint   not null,
    -- the task that concluded it
    buried_by      text     not null,
    buried_at      timestamptz not null,
    primary key (account, source, stream, item_id, version, operation)
);

create index buried_item_by_time on buried_item (buried_at);
