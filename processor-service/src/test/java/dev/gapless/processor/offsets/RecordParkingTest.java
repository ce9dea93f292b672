package dev.gapless.processor.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.ParkedSources;
import dev.gapless.common.message.ParkedSources.Place;
import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.offsets.RecordParking.Arrears;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecordParkingTest {

    private static final TopicPartition LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 3);
    private static final TopicPartition HISTORY = new TopicPartition(TopicNames.CAPTURED_BACKFILL, 3);
    private static final TopicPartition OTHER_LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 4);

    private final RecordParking parking = new RecordParking();

    @Test
    void live_records_come_before_history_and_what_is_in_doubt_before_both() {
        note(LIVE, ParkedSources.NONE.with("shop", Place.at(7)));
        note(HISTORY, ParkedSources.NONE.with("shop", Place.at(1)));
        assertThat(parking.next(source -> true)).contains(new Arrears(LIVE, "shop", Place.at(7)));

        note(HISTORY, ParkedSources.NONE.with("shop", new Place(1, 4)));
        assertThat(parking.next(source -> true)).contains(new Arrears(HISTORY, "shop", new Place(1, 4)));
    }

    @Test
    void sources_and_partitions_take_turns() {
        note(LIVE, ParkedSources.NONE.with("a", Place.at(1)).with("b", Place.at(2)));
        note(OTHER_LIVE, ParkedSources.NONE.with("a", Place.at(3)));

        assertThat(Stream.generate(() -> parking.next(source -> true).orElseThrow())
                        .limit(4))
                .containsExactly(
                        new Arrears(LIVE, "a", Place.at(1)),
                        new Arrears(LIVE, "b", Place.at(2)),
                        new Arrears(OTHER_LIVE, "a", Place.at(3)),
                        new Arrears(LIVE, "a", Place.at(1)));
    }

    @Test
    void only_those_come_whose_manifest_can_be_had() {
        note(LIVE, ParkedSources.NONE.with("a", Place.at(1)).with("b", Place.at(2)));

        assertThat(parking.next(source -> source.equals("b"))).contains(new Arrears(LIVE, "b", Place.at(2)));
        assertThat(parking.next(source -> false)).isEmpty();
    }

    @Test
    void what_is_not_noted_any_more_does_not_wait() {
        note(LIVE, ParkedSources.NONE.with("a", Place.at(1)));
        note(LIVE, ParkedSources.NONE);

        assertThat(parking.next(source -> true)).isEmpty();
        assertThat(parking.partitionsBySource()).isEmpty();
    }

    @Test
    void partitions_are_counted_by_source() {
        note(LIVE, ParkedSources.NONE.with("a", Place.at(1)).with("b", Place.at(2)));
        note(HISTORY, ParkedSources.NONE.with("a", Place.at(1)));

        assertThat(parking.partitionsBySource()).isEqualTo(Map.of("a", 2, "b", 1));
    }

    private void note(TopicPartition partition, ParkedSources sources) {
        parking.note(partition, sources.toNote());
    }
}
