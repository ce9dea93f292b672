-- The last record of a replica that cannot be lost any more, as its receipt says. Null before any was.
alter table stop_receipt
    add column durable_topic     text,
    add column durable_partition int,
    add column durable_offset    int8,
    add column durable_at        timestamptz;
