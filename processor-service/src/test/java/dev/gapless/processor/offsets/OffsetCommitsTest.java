package dev.gapless.processor.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class OffsetCommitsTest {

    private static final TopicPartition ZERO = new TopicPartition("history", 0);
    private static final TopicPartition ONE = new TopicPartition("history", 1);
    private static final List<PartitionRun> RECORDS = PartitionRun.of(
            List.of(record(ONE, 7), record(ONE, 8), record(ZERO, 40), record(ZERO, 41), record(ONE, 9)));

    @Test
    void records_of_a_partition_that_follow_each_other_are_a_run() {
        assertThat(RECORDS).extracting(PartitionRun::partition).containsExactly(ONE, ZERO, ONE);
        assertThat(RECORDS).extracting(PartitionRun::end).containsExactly(9L, 42L, 10L);
        assertThat(PartitionRun.of(List.of())).isEmpty();
    }

    @Test
    void after_a_batch_each_partition_goes_on_behind_its_last_record_and_nothing_is_in_doubt() {
        assertThat(OffsetCommits.after(RECORDS, Map.of()))
                .containsOnly(Map.entry(ZERO, at(42, InDoubtOffset.NONE)), Map.entry(ONE, at(10, InDoubtOffset.NONE)));
    }

    @Test
    void what_is_in_doubt_stays_so_until_its_end_is_reached() {
        assertThat(OffsetCommits.after(RECORDS, Map.of(ZERO, 42L, ONE, 15L)))
                .containsOnly(
                        Map.entry(ZERO, at(42, InDoubtOffset.NONE)), Map.entry(ONE, at(10, InDoubtOffset.until(15))));
    }

    @Test
    void a_batch_is_announced_from_its_first_record_to_its_last_without_moving_on() {
        assertThat(OffsetCommits.announcing(RECORDS))
                .containsOnly(
                        Map.entry(ZERO, new OffsetAndMetadata(40, Optional.of(40), InDoubtOffset.until(42))),
                        Map.entry(ONE, new OffsetAndMetadata(7, Optional.of(7), InDoubtOffset.until(10))));
    }

    @Test
    void what_follows_may_be_noted_before_it_is_known() {
        Map<TopicPartition, Long> following = OffsetCommits.following(RECORDS, 3);

        assertThat(following).containsOnly(Map.entry(ZERO, 45L), Map.entry(ONE, 13L));
        assertThat(OffsetCommits.within(PartitionRun.of(List.of(record(ZERO, 44), record(ONE, 10))), following))
                .isTrue();
        assertThat(OffsetCommits.within(PartitionRun.of(List.of(record(ZERO, 44), record(ONE, 13))), following))
                .isFalse();
        assertThat(OffsetCommits.within(PartitionRun.of(List.of(record(ZERO, 44), record(ZERO, 45))), following))
                .isFalse();
        assertThat(OffsetCommits.within(
                        PartitionRun.of(List.of(record(new TopicPartition("history", 2), 0))), following))
                .isFalse();
    }

    @Test
    void a_note_is_taken_back_without_moving_on() {
        assertThat(OffsetCommits.withoutDoubt(Set.of(ZERO), Map.of(ZERO, 42L, ONE, 10L)))
                .containsOnly(Map.entry(ZERO, new OffsetAndMetadata(42, InDoubtOffset.NONE)));
    }

    @Test
    void a_doubt_is_read_as_it_was_noted_and_other_notes_are_none() {
        assertThat(InDoubtOffset.read(InDoubtOffset.until(1L << 40))).hasValue(1L << 40);
        assertThat(InDoubtOffset.read(InDoubtOffset.NONE)).isEmpty();
        assertThat(InDoubtOffset.read("somebody else's note")).isEmpty();
    }

    /** Behind the last record, of whose epoch it is. */
    private static OffsetAndMetadata at(int next, String note) {
        return new OffsetAndMetadata(next, Optional.of(next - 1), note);
    }

    /** Each of an epoch of its own. */
    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, int offset) {
        return new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                ConsumerRecord.NO_TIMESTAMP,
                TimestampType.NO_TIMESTAMP_TYPE,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.of(offset));
    }
}
