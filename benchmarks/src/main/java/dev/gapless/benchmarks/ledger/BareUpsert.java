package dev.gapless.benchmarks.ledger;

import dev.gapless.benchmarks.rig.BenchmarkRig;
import dev.gapless.benchmarks.rig.LoopThreads;
import dev.gapless.common.message.CommitRequest.Item;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The least that a store of items has to do. It has one table with the item's own columns and its key. It does an
 * anti-join and one guarded upsert, one batch in each transaction. No second table, no second index, no provenance
 * beside the log position.
 */
final class BareUpsert implements AutoCloseable {

    private static final String TABLE = """
            create schema if not exists bench;
            drop table if exists bench.bare;
            create table bench.bare (
                source text collate "C" not null, account text collate "C" not null,
                stream text collate "C" not null, item_id text collate "C" not null,
                position bigint not null, version bigint not null, operation smallint not null,
                hash bytea not null, payload text, path text not null, provenance text not null,
                generation bigint not null, seen_us bigint not null,
                topic_id uuid not null, log_partition integer not null, log_offset bigint not null,
                primary key (account, source, stream, item_id)
            )""";

    private static final String SQL = """
            with fresh as (
                select i.*
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::smallint[],
                              ?::bytea[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::uuid[],
                              ?::int[], ?::bigint[])
                       as i (source, account, stream, item_id, position, version, operation,
                             hash, payload, path, provenance, generation, seen_us, topic_id,
                             log_partition, log_offset)
                 where not exists (select 1
                                     from bench.bare k
                                    where k.account = i.account
                                      and k.source = i.source
                                      and k.stream = i.stream
                                      and k.item_id = i.item_id
                                      and (k.version > i.version
                                           or (k.version = i.version and k.hash = i.hash)))
            )
            insert into bench.bare as held
            select * from fresh
                on conflict (account, source, stream, item_id) do update
               set position = excluded.position, version = excluded.version, operation = excluded.operation,
                   hash = excluded.hash, payload = excluded.payload, path = excluded.path,
                   provenance = excluded.provenance, generation = excluded.generation, seen_us = excluded.seen_us,
                   topic_id = excluded.topic_id, log_partition = excluded.log_partition,
                   log_offset = excluded.log_offset
             where excluded.version > held.version
            returning item_id
            """;

    private final List<Connection> connections = new ArrayList<>();
    private final int batch;

    BareUpsert(BenchmarkRig rig, int batch) throws SQLException {
        this.batch = batch;
        rig.database().execute(TABLE);
        for (int i = 0; i < LoopThreads.COUNT; i++) {
            Connection connection = rig.database().connect();
            connection.setAutoCommit(false);
            try (PreparedStatement once = connection.prepareStatement("set plan_cache_mode = force_custom_plan")) {
                once.execute();
            }
            connection.commit();
            connections.add(connection);
        }
    }

    /** @return items, whether they were new or known */
    long run(List<Item> items) throws Exception {
        Map<Integer, List<Item>> shares = BenchmarkData.shares(items, LoopThreads.COUNT);
        return LoopThreads.run(index -> {
            List<Item> mine = shares.getOrDefault(index, List.of());
            Connection connection = connections.get(index);
            try (PreparedStatement statement = connection.prepareStatement(SQL)) {
                for (int from = 0; from < mine.size(); from += batch) {
                    write(statement, mine.subList(from, Math.min(mine.size(), from + batch)));
                    connection.commit();
                }
            }
            return mine.size();
        });
    }

    private static void write(PreparedStatement statement, List<Item> items) throws SQLException {
        Arrays arrays = new Arrays(statement);
        arrays.text(items.stream().map(Item::source));
        arrays.text(items.stream().map(Item::account));
        arrays.text(items.stream().map(Item::stream));
        arrays.text(items.stream().map(Item::itemId));
        arrays.int8(items.stream().mapToLong(Item::position));
        arrays.int8(items.stream().mapToLong(Item::version));
        arrays.set("int2", items.stream().map(item -> rank(item)).toArray(Short[]::new));
        arrays.set("bytea", items.stream().map(Item::hash).toArray(byte[][]::new));
        arrays.text(items.stream().map(BareUpsert::payload));
        arrays.text(items.stream().map(item -> item.path().name()));
        arrays.text(items.stream().map(Item::provenance));
        arrays.int8(items.stream().mapToLong(Item::generation));
        arrays.int8(items.stream().mapToLong(Item::seenAtMicros));
        arrays.set("uuid", items.stream().map(Item::topicId).toArray(UUID[]::new));
        arrays.set("int4", items.stream().map(Item::partition).toArray(Integer[]::new));
        arrays.int8(items.stream().mapToLong(Item::offset));
        try (ResultSet accepted = statement.executeQuery()) {
            long last = 0;
            while (accepted.next()) {
                last += accepted.getString(1).length();
            }
            if (last < 0) {
                throw new IllegalStateException("ids of no length");
            }
        }
    }

    private static short rank(Item item) {
        return switch (item.operation()) {
            case CREATE -> 0;
            case UPDATE -> 1;
            case DELETE -> 2;
        };
    }

    private static String payload(Item item) {
        byte[] payload = item.payload();
        return payload == null ? "" : new String(payload, StandardCharsets.UTF_8);
    }

    /** Parameters as arrays, one after the other. */
    private static final class Arrays {

        private final PreparedStatement statement;
        private int at;

        Arrays(PreparedStatement statement) {
            this.statement = statement;
        }

        void text(java.util.stream.Stream<String> values) throws SQLException {
            set("text", values.toArray(String[]::new));
        }

        void int8(java.util.stream.LongStream values) throws SQLException {
            set("int8", values.boxed().toArray(Long[]::new));
        }

        void set(String type, Object[] values) throws SQLException {
            statement.setArray(++at, statement.getConnection().createArrayOf(type, values));
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
