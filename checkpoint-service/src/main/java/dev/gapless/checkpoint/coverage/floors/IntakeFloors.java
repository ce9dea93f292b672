package dev.gapless.checkpoint.coverage.floors;

import dev.gapless.checkpoint.jdbc.ArrayColumns;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorRequest.Partition;
import dev.gapless.common.message.FloorResponse.Floor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/** The table of floors. A floor rises only without a break, and falls only where Kafka's log ends below it. */
public final class IntakeFloors {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeFloors.class);

    private static final String ADVANCE = """
            with span as (
                select topic_id, partition, first, next, told
                  from unnest(?::uuid[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
                       as s (topic_id, partition, first, next, told)
                 order by topic_id, partition
            )
            update intake_floor f
               set decided = greatest(f.decided, s.next),
                   published = greatest(f.published, s.told),
                   noted_at = clock_timestamp()
              from span s
             where f.topic_id = s.topic_id
               and f.partition = s.partition
               and f.decided >= s.first
            returning f.topic_id, f.partition
            """;

    private static final ArrayColumns<DecidedSpan> SPAN_COLUMNS = new ArrayColumns<DecidedSpan>()
            .uuid(DecidedSpan::topicId)
            .int4(DecidedSpan::partition)
            .int8(DecidedSpan::from)
            .int8(DecidedSpan::to)
            .int8(DecidedSpan::published);

    private static final String ASKED = """
            with asked as (
                select topic, topic_id, partition, log_start, log_end, published
                  from unnest(?::text[], ?::uuid[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
                       as q (topic, topic_id, partition, log_start, log_end, published)
                 order by topic_id, partition
            )
            """;

    /**
     * Records that Kafka has deleted and that no floor has reached. Of a partition without a floor, all that it lacks.
     */
    private static final String HOLES = ASKED + """
            insert into intake_hole (topic_id, partition, from_offset, to_offset, found_at)
            select a.topic_id, a.partition, coalesce(f.decided, 0), a.log_start, clock_timestamp()
              from asked a
              left join intake_floor f using (topic_id, partition)
             where a.log_start > coalesce(f.decided, 0)
                on conflict (topic_id, partition, from_offset) do update
               set to_offset = greatest(intake_hole.to_offset, excluded.to_offset)
            returning topic_id, partition, from_offset, to_offset
            """;

    private static final String ADD = ASKED + """
            insert into intake_floor (topic_id, partition, topic, decided, published, noted_at)
            select topic_id, partition, topic, log_start, greatest(coalesce(published, 0), log_start), clock_timestamp()
              from asked
             where log_start is not null
                on conflict do nothing
            """;

    private static final String MOVE = ASKED + """
            update intake_floor f
               set decided = least(greatest(f.decided, a.log_start), a.log_end),
                   published = least(greatest(f.published, a.published), a.log_end),
                   noted_at = clock_timestamp()
              from asked a
             where f.topic_id = a.topic_id
               and f.partition = a.partition
               and (f.decided < a.log_start
                    or f.decided > a.log_end
                    or f.published < a.published
                    or f.published > a.log_end)
            """;

    /** No record of a topic that was made anew will be decided any more. */
    private static final String ABANDON = """
            insert into intake_hole (topic_id, partition, from_offset, to_offset, found_at)
            select f.topic_id, f.partition, f.decided, 9223372036854775807, clock_timestamp()
              from intake_floor f
              join unnest(?::text[], ?::uuid[]) as t (topic, topic_id) using (topic)
             where f.topic_id <> t.topic_id
                on conflict do nothing
            """;

    private static final ArrayColumns<Map.Entry<String, UUID>> TOPIC_COLUMNS =
            new ArrayColumns<Map.Entry<String, UUID>>().text(Map.Entry::getKey).uuid(Map.Entry::getValue);

    private static final String READ = ASKED + """
            select a.topic_id, a.partition, f.decided, f.published
              from asked a
              join intake_floor f using (topic_id, partition)
            """;

    private static final ArrayColumns<Partition> PARTITION_COLUMNS = new ArrayColumns<Partition>()
            .text(Partition::topic)
            .uuid(Partition::topicId)
            .int4(Partition::partition)
            .int8(Partition::logStart)
            .int8(Partition::logEnd)
            .int8(Partition::published);

    private record Key(UUID topicId, int partition) {}

    private record Known(Key key, Floor floor) {}

    private final BatchStatements statements;
    private final TransactionOperations transaction;

    public IntakeFloors(BatchStatements statements, TransactionOperations transaction) {
        this.statements = statements;
        this.transaction = transaction;
    }

    /**
     * Raises floors, inside the transaction of the commit that decided the spans.
     *
     * @return the spans that begin above their partition's floor; these floors stay
     */
    public Set<DecidedSpan> advance(List<DecidedSpan> spans) {
        Set<Key> moved = new HashSet<>(statements.query(
                ADVANCE,
                SPAN_COLUMNS,
                spans,
                (row, number) -> new Key(row.getObject("topic_id", UUID.class), row.getInt("partition"))));
        Set<DecidedSpan> behind = new HashSet<>(spans);
        behind.removeIf(span -> moved.contains(new Key(span.topicId(), span.partition())));
        return behind;
    }

    /**
     * Notes what Kafka has of these partitions and what is published of them, and tells their floors. A partition that
     * is new gets a floor where its log begins, if the query says where that is.
     *
     * @return one floor a partition, in their order; of a partition without a floor, null
     */
    public List<@Nullable Floor> note(List<Partition> partitions) {
        return Objects.requireNonNull(transaction.execute(status -> {
            statements
                    .query(
                            HOLES,
                            PARTITION_COLUMNS,
                            partitions,
                            (row, number) -> row.getString("topic_id") + " partition "
                                    + row.getInt("partition") + " offsets " + row.getLong("from_offset") + " to "
                                    + row.getLong("to_offset"))
                    .forEach(hole -> LOG.error("captured-records-lost topic_id={} effect=\"gaps are mined\"", hole));
            statements.update(ADD, PARTITION_COLUMNS, partitions);
            statements.update(MOVE, PARTITION_COLUMNS, partitions);
            return read(partitions);
        }));
    }

    /** @param ids the ids that the captured topics have now, by name */
    void abandonOtherTopics(Map<String, UUID> ids) {
        statements.update(ABANDON, TOPIC_COLUMNS, List.copyOf(ids.entrySet()));
    }

    private List<@Nullable Floor> read(List<Partition> partitions) {
        Map<Key, Floor> known = new HashMap<>();
        statements
                .query(
                        READ,
                        PARTITION_COLUMNS,
                        partitions,
                        (row, number) -> new Known(
                                new Key(row.getObject("topic_id", UUID.class), row.getInt("partition")),
                                new Floor(row.getLong("decided"), row.getLong("published"))))
                .forEach(each -> known.put(each.key(), each.floor()));
        List<@Nullable Floor> floors = new ArrayList<>(partitions.size());
        partitions.forEach(each -> floors.add(known.get(new Key(each.topicId(), each.partition()))));
        return floors;
    }
}
