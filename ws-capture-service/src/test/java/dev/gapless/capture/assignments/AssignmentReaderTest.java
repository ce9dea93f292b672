package dev.gapless.capture.assignments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.capture.account.CaptureShare;
import dev.gapless.capture.account.IdleCaptures;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.message.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssignmentReaderTest {

    private static final int PARTITIONS = 2;
    private static final TopicPartition ZERO = new TopicPartition(TopicNames.CAPTURE_ASSIGNMENTS, 0);
    private static final TopicPartition ONE = new TopicPartition(TopicNames.CAPTURE_ASSIGNMENTS, 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final IdleCaptures captures = new IdleCaptures();
    private final AccountAssignments assigned = new AccountAssignments(captures, Duration.ofSeconds(3));
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AssignmentReader reader =
            new AssignmentReader(consumer, assigned, new StrayAssignments(producer), PARTITIONS, new CaptureShare());
    private final long[] offsets = new long[2];

    @BeforeEach
    void give() {
        reader.subscribe();
        consumer.updateBeginningOffsets(Map.of(ZERO, 0L, ONE, 0L));
        consumer.updateEndOffsets(Map.of(ZERO, 0L, ONE, 0L));
    }

    @AfterEach
    void end() throws InterruptedException {
        assigned.endAll();
    }

    @Test
    void only_the_newest_record_of_an_account_is_acted_on() {
        own(ZERO);
        write(ZERO, "ann", 1);
        write(ZERO, "cid", 1);
        write(ZERO, "ann", 2);
        writeEnd(ZERO, "cid");

        reader.poll();

        assertThat(captures.begun()).extracting(CaptureAssignment::revision).containsExactly(2L);
    }

    @Test
    void nothing_begins_before_the_end_of_the_partition_is_reached() {
        own(ZERO);
        write(ZERO, "ann", 1);
        consumer.updateEndOffsets(Map.of(ZERO, 5L));

        reader.poll();

        assertThat(captures.begun()).isEmpty();
    }

    @Test
    void a_changed_assignment_replaces_the_capture_and_the_same_one_does_not() {
        own(ZERO);
        write(ZERO, "ann", 1);
        reader.poll();
        write(ZERO, "ann", 1);
        reader.poll();
        assertThat(captures.begun()).hasSize(1);

        write(ZERO, "ann", 2);
        reader.poll();

        assertThat(captures.begun()).hasSize(2);
        await().untilAsserted(() -> assertThat(captures.running())
                .extracting(CaptureAssignment::revision)
                .containsExactly(2L));
    }

    @Test
    void a_change_of_the_manifest_alone_replaces_no_capture() {
        own(ZERO);
        tell(new CaptureAssignment("plain", "ann", List.of("posts"), 5, 1L));
        tell(new CaptureAssignment("plain", "ann", List.of("posts"), 6, 1L));
        assertThat(captures.begun()).hasSize(1);

        tell(new CaptureAssignment("plain", "ann", List.of("likes", "posts"), 7, 1L));
        tell(new CaptureAssignment("plain", "ann", List.of("likes", "posts"), 8, 2L));
        assertThat(captures.begun()).hasSize(3);
    }

    @Test
    void an_assignment_of_an_older_scheduler_replaces_the_capture_with_each_revision() {
        own(ZERO);
        for (int revision = 1; revision <= 2; revision++) {
            String told = "{\"source\":\"plain\",\"account\":\"ann\",\"streams\":[\"posts\"],\"revision\":%d}"
                    .formatted(revision);
            add(ZERO, "plain/ann", told.getBytes(UTF_8));
            reader.poll();
        }
        assertThat(captures.begun()).hasSize(2);
    }

    @Test
    void a_record_without_a_value_ends_the_capture() {
        own(ZERO);
        write(ZERO, "ann", 1);
        reader.poll();

        writeEnd(ZERO, "ann");
        reader.poll();

        await().untilAsserted(() -> assertThat(captures.running()).isEmpty());
    }

    @Test
    void captures_of_a_revoked_partition_have_ended_when_the_callback_returns() {
        own(ZERO, ONE);
        write(ZERO, "ann", 1);
        write(ONE, "bob", 1);
        reader.poll();

        reader.onPartitionsRevoked(List.of(ZERO));

        assertThat(captures.running()).extracting(CaptureAssignment::account).containsExactly("bob");
    }

    @Test
    void a_partition_that_comes_back_is_read_from_its_beginning() {
        own(ZERO);
        write(ZERO, "ann", 1);
        reader.poll();
        reader.onPartitionsRevoked(List.of(ZERO));

        reader.onPartitionsAssigned(List.of(ZERO));

        assertThat(consumer.position(ZERO)).isZero();
    }

    @Test
    void an_unreadable_assignment_leaves_the_capture_as_it_was() {
        own(ZERO);
        write(ZERO, "ann", 1);
        reader.poll();

        add(ZERO, "plain/ann", "{".getBytes(UTF_8));
        add(ZERO, null, "{}".getBytes(UTF_8));
        reader.poll();

        assertThat(captures.running()).extracting(CaptureAssignment::account).containsExactly("ann");
    }

    @Test
    void an_assignment_outside_its_keys_partition_is_not_acted_on_and_is_ended_there() {
        own(ZERO, ONE);
        write(ZERO, "dan", 1);
        write(ONE, "dan", 2);

        reader.poll();
        reader.poll();

        assertThat(captures.begun()).extracting(CaptureAssignment::revision).containsExactly(2L);
        assertThat(producer.history()).singleElement().satisfies(ended -> {
            assertThat(ended.partition()).isEqualTo(ZERO.partition());
            assertThat(ended.key()).isEqualTo("plain/dan".getBytes(UTF_8));
            assertThat(ended.value()).isNull();
        });
    }

    @Test
    void what_was_ended_outside_its_partition_ends_nothing_and_is_left_alone() {
        own(ZERO, ONE);
        write(ONE, "dan", 2);
        write(ZERO, "dan", 1);
        writeEnd(ZERO, "dan");

        reader.poll();

        assertThat(captures.running()).extracting(CaptureAssignment::account).containsExactly("dan");
        assertThat(producer.history()).isEmpty();
    }

    private void own(TopicPartition... partitions) {
        consumer.rebalance(List.of(partitions));
        reader.onPartitionsAssigned(List.of(partitions));
    }

    private void tell(CaptureAssignment assignment) {
        add(ZERO, assignment.key(), assignment.toBytes());
        reader.poll();
    }

    private void write(TopicPartition partition, String account, long revision) {
        CaptureAssignment assignment = new CaptureAssignment("plain", account, List.of("posts"), revision);
        add(partition, assignment.key(), assignment.toBytes());
    }

    private void writeEnd(TopicPartition partition, String account) {
        add(partition, "plain/" + account, null);
    }

    @SuppressWarnings("NullAway") // a record may lack its key or its value; the client's types do not say so
    private void add(TopicPartition partition, @Nullable String key, byte @Nullable [] value) {
        long offset = offsets[partition.partition()]++;
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, key == null ? null : key.getBytes(UTF_8), value));
        consumer.updateEndOffsets(Map.of(partition, offset + 1));
    }
}
