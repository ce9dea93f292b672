package dev.gapless.checkpoint.coverage.floors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.testing.servers.TestServers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.ErrorResponseException;

/** Captured records go when they are decided, published and old; those that go before are missed. */
class FloorWatchIT {

    private static final String ARCHIVE = "gapless-archive";
    private static final String LETTERS = "gapless-dead-letters";
    private static final TopicPartition LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 0);

    private final CheckpointDatabase database = new CheckpointDatabase();
    /** As many as the service of the other tests has, which refuses topics with another number. */
    private static final int PARTITIONS = 2;

    private final Map<String, Object> kafka =
            Map.of("bootstrap.servers", TestServers.get().kafkaBootstrapServers());
    private final Admin admin = Admin.create(kafka);
    private final CapturedLog log = new CapturedLog(kafka);
    private final IntakeFloors floors = new IntakeFloors(new BatchStatements(database.jdbc()), database.transaction());
    private final Clock clock = Clock.systemUTC();

    @BeforeEach
    void topics() throws ExecutionException, InterruptedException {
        for (String topic : List.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL, TopicNames.DEAD_LETTERS)) {
            try {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
            }
        }
        // a topic that was made just now is not known everywhere yet
        await().ignoreExceptions().until(() -> {
            watch(Duration.ofDays(7)).look();
            return true;
        });
    }

    @AfterEach
    void close() {
        log.close();
        admin.close();
        database.close();
    }

    private FloorWatch watch(Duration keep) {
        return new FloorWatch(log, floors, clock, keep);
    }

    @Test
    void records_are_deleted_behind_the_floor_and_not_before_they_are_old() throws Exception {
        long end = send(10);
        long decided = end - 4;
        decide(decided);

        watch(Duration.ofDays(7)).look();
        assertThat(start()).isLessThan(decided);

        watch(Duration.ZERO).look();
        assertThat(start()).isEqualTo(decided);
        assertThat(database.number("select count(*) from intake_hole where from_offset >= ?", decided))
                .isZero();
    }

    @Test
    void where_there_is_an_archive_records_are_kept_until_it_has_them() throws Exception {
        long end = send(6);
        decide(end);
        try {
            commit(ARCHIVE, LIVE, end - 4);
            watch(Duration.ZERO).look();
            assertThat(start()).isEqualTo(end - 4);
        } finally {
            admin.deleteConsumerGroups(List.of(ARCHIVE)).all().get();
        }
    }

    @Test
    void letters_are_deleted_once_they_are_read_and_not_before_they_are_old() throws Exception {
        TopicPartition letters = new TopicPartition(TopicNames.DEAD_LETTERS, 0);
        long end = send(letters, 4);
        try {
            commit(LETTERS, letters, end - 1);
            watch(Duration.ofDays(7)).look();
            assertThat(start(letters)).isLessThan(end - 1);

            watch(Duration.ZERO).look();
            assertThat(start(letters)).isEqualTo(end - 1);
        } finally {
            // they are no letters for the service of another test
            commit(LETTERS, letters, end);
        }
    }

    @Test
    void decided_and_not_published_is_kept() throws Exception {
        long before = send(1) - 1;
        decide(before);
        long end = send(5);
        floors.advance(List.of(new DecidedSpan(log.of(IngestPath.LIVE), 0, before, end, before)));

        watch(Duration.ZERO).look();
        assertThat(start()).isEqualTo(before);
    }

    @Test
    void records_that_go_before_they_are_decided_are_missed() throws Exception {
        long end = send(10);
        decide(end - 6);
        admin.deleteRecords(Map.of(LIVE, RecordsToDelete.beforeOffset(end - 2)))
                .all()
                .get();

        watch(Duration.ofDays(7)).look();
        assertThat(database.number(
                        "select count(*) from intake_hole where from_offset = ? and to_offset = ?", end - 6, end - 2))
                .isEqualTo(1);
        assertThat(database.number("select decided from intake_floor where topic_id = ? and partition = 0", liveId()))
                .isEqualTo(end - 2);
    }

    @Test
    void a_ledger_that_lacks_what_is_published_is_compared_with_nothing() throws Exception {
        long decided = send(3) - 2;
        decide(decided);
        try {
            publish(decided + 2);
            LedgerContinuity restored = new LedgerContinuity(database.jdbc(), log);
            assertThatThrownBy(restored::require)
                    .isInstanceOfSatisfying(
                            ErrorResponseException.class,
                            refused -> assertThat(refused.getBody().getDetail())
                                    .contains("has decided %d (expected: at least %d, which is published)"
                                            .formatted(decided, decided + 2)));

            decide(decided + 2);
            restored.require();
            publish(decided + 3);
            assertThatCode(restored::require).as("the same server goes on").doesNotThrowAnyException();
        } finally {
            admin.deleteConsumerGroups(List.of(TopicNames.PROCESSOR_GROUP))
                    .all()
                    .get();
        }
    }

    @Test
    void without_kafka_nothing_is_compared_and_the_caller_is_told_to_ask_again() {
        Map<String, Object> away =
                Map.of("bootstrap.servers", "127.0.0.1:1", "request.timeout.ms", 300, "default.api.timeout.ms", 300);
        try (CapturedLog silent = new CapturedLog(away)) {
            LedgerContinuity continuity = new LedgerContinuity(database.jdbc(), silent);

            assertThatThrownBy(continuity::require)
                    .isInstanceOfSatisfying(
                            ErrorResponseException.class,
                            refused ->
                                    assertThat(refused.getStatusCode().value()).isEqualTo(503));
        }
    }

    @Test
    void what_is_published_is_noted_before_kafka_can_forget_it() throws Exception {
        long end = send(3);
        decide(end);
        try {
            publish(end - 1);
            watch(Duration.ofDays(7)).look();
        } finally {
            admin.deleteConsumerGroups(List.of(TopicNames.PROCESSOR_GROUP))
                    .all()
                    .get();
        }
        assertThat(database.number("select published from intake_floor where topic_id = ? and partition = 0", liveId()))
                .isGreaterThanOrEqualTo(end - 1);
    }

    private void publish(long next) {
        commit(TopicNames.PROCESSOR_GROUP, LIVE, next);
    }

    /** Refused while a service of another test is a member of the group, until its session has ended. */
    private void commit(String group, TopicPartition partition, long next) {
        await().ignoreExceptionsInstanceOf(ExecutionException.class).until(() -> {
            admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(next)))
                    .all()
                    .get();
            return true;
        });
    }

    private UUID liveId() {
        return log.of(IngestPath.LIVE);
    }

    private void decide(long to) {
        long from = database.number("select decided from intake_floor where topic_id = ? and partition = 0", liveId());
        assertThat(floors.advance(List.of(new DecidedSpan(liveId(), 0, from, to, to))))
                .isEmpty();
    }

    private long start() {
        return start(LIVE);
    }

    private long start(TopicPartition partition) {
        return log.starts(List.of(partition)).getOrDefault(partition, -1L);
    }

    private long send(int records) throws Exception {
        return send(LIVE, records);
    }

    /** @return the offset behind the last one */
    private long send(TopicPartition partition, int records) throws Exception {
        long last = 0;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.get().kafkaBootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                last = producer.send(
                                new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[] {1}))
                        .get()
                        .offset();
            }
        }
        return last + 1;
    }
}
