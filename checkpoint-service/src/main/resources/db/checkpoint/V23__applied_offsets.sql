-- How far each partition of a topic was applied to this database, written after what was applied. Kafka's own offsets do
-- not go back with a database that is restored, so what was applied since would be applied to it never again.
create table applied_offset (
    topic       text    not null,
    partition   integer not null,
    next_offset bigint  not null,
    primary key (topic, partition)
) with (fillfactor = 50);
