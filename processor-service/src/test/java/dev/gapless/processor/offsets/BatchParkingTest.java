package dev.gapless.processor.offsets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import dev.gapless.common.message.TopicNames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchParkingTest {

    private static final TopicPartition LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 3);
    private static final TopicPartition HISTORY = new TopicPartition(TopicNames.CAPTURED_BACKFILL, 3);

    @Test
    void a_source_waits_from_its_first_record_on_in_this_partition_number_of_both_topics() {
        BatchParking parking = new BatchParking(Map.of(), Map.of());
        assertThat(parking.isEmpty()).isTrue();

        parking.park(record("shop", LIVE, 7));

        assertThat(parking.holds(record("shop", LIVE, 8))).isTrue();
        assertThat(parking.holds(record("shop", HISTORY, 1))).isTrue();
        assertThat(parking.holds(record("shop", new TopicPartition(TopicNames.CAPTURED_LIVE, 4), 8)))
                .isFalse();
        assertThat(parking.holds(record("other", LIVE, 8))).isFalse();
        parking.park(record("shop", LIVE, 8));
        parking.park(record("shop", HISTORY, 1));
        assertThat(parking.after())
                .containsOnly(
                        Map.entry(LIVE, ParkedSources.NONE.with("shop", Place.at(7))),
                        Map.entry(HISTORY, ParkedSources.NONE.with("shop", Place.at(1))));
    }

    @Test
    void what_stands_before_the_noted_place_is_not_passed_over() {
        BatchParking parking =
                new BatchParking(Map.of(LIVE, ParkedSources.NONE.with("shop", new Place(100, 120))), Map.of());

        parking.park(record("shop", LIVE, 60));
        parking.park(record("shop", LIVE, 130));

        assertThat(parking.after()).containsEntry(LIVE, ParkedSources.NONE.with("shop", new Place(60, 120)));
    }

    @Test
    void what_may_be_decided_and_not_published_stays_in_doubt() {
        BatchParking parking = new BatchParking(Map.of(), Map.of(HISTORY, 50L));

        parking.park(record("shop", HISTORY, 20));
        parking.park(record("late", HISTORY, 60));

        assertThat(parking.after())
                .containsEntry(
                        HISTORY,
                        ParkedSources.NONE.with("shop", new Place(20, 50)).with("late", Place.at(60)));
    }

    @Test
    void no_more_sources_wait_than_the_note_has_room_for() {
        ParkedSources many = ParkedSources.NONE;
        for (int n = 0; n < 45; n++) {
            many = many.with("%063d".formatted(n), Place.at(1L << 40));
        }
        BatchParking parking = new BatchParking(Map.of(LIVE, many), Map.of());

        assertThatIllegalStateException()
                .isThrownBy(() -> parking.park(record("shop", LIVE, 7)))
                .withMessageContaining("no room");
    }

    @Test
    void what_was_decided_before_is_decided_again_and_what_waits_goes_on_waiting() {
        BatchParking parking =
                BatchParking.again(Map.of(LIVE, ParkedSources.NONE.with("shop", Place.at(100))), Map.of(LIVE, 120L));

        assertThat(parking.holds(record("shop", LIVE, 99))).isFalse();
        assertThat(parking.holds(record("shop", HISTORY, 7))).isFalse();
        assertThat(parking.holds(record("shop", LIVE, 100))).isTrue();
    }

    @Test
    void what_was_published_before_and_waits_now_is_noted_as_published() {
        BatchParking parking = BatchParking.again(
                Map.of(LIVE, ParkedSources.NONE.with("shop", Place.at(100))), Map.of(LIVE, 120L, HISTORY, 30L));

        parking.park(record("shop", LIVE, 70));
        parking.park(record("shop", LIVE, 80));
        parking.park(record("late", LIVE, 90));
        parking.park(record("shop", HISTORY, 7));

        assertThat(parking.after())
                .containsEntry(
                        LIVE,
                        ParkedSources.NONE.with("shop", new Place(70, 100, 100)).with("late", new Place(90, 90, 120)))
                .containsEntry(HISTORY, ParkedSources.NONE.with("shop", new Place(7, 7, 30)));
    }

    @Test
    void a_record_that_tells_no_source_is_of_none() {
        assertThat(BatchParking.source(new ConsumerRecord<>("live", 0, 0, new byte[0], new byte[0])))
                .isEmpty();
        ConsumerRecord<byte[], byte[]> malformed = new ConsumerRecord<>("live", 0, 0, new byte[0], new byte[0]);
        malformed.headers().add("gapless-stream", new byte[] {1, 2});
        assertThat(BatchParking.source(malformed)).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> record(String source, TopicPartition partition, long offset) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
        record.headers().add("gapless-stream", (source + "/acc/posts").getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
