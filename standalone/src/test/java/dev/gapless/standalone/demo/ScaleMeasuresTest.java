package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CapturedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ScaleMeasuresTest {

    private static final TopicPartition PARTITION = new TopicPartition("captured", 0);

    private final CapturedOwners owners = new CapturedOwners(1_000);

    @Test
    void a_connection_that_delivers_after_its_successor_is_a_second_owner() {
        record(0, "a", "first", 2_000);
        record(0, "a", "second", 2_100);
        record(1, "b", "first", 2_100);
        assertThat(owners.sharedAccounts()).isZero();

        record(0, "a", "first", 2_200);

        assertThat(owners.sharedAccounts()).isEqualTo(1);
    }

    @Test
    void an_item_in_two_partitions_is_scattered() {
        record(0, "a", "first", 2_000);
        record(0, "a", "first", 2_100);
        assertThat(owners.scatteredItems()).isZero();

        record(1, "a", "first", 2_200);

        assertThat(owners.scatteredItems()).isEqualTo(1);
    }

    @Test
    void the_longest_pause_of_an_account_counts_from_the_beginning_and_to_the_end() {
        record(0, "a", "first", 500);
        record(0, "a", "first", 4_000);
        record(0, "a", "first", 6_000);
        assertThat(owners.longestPause()).isEqualTo(Duration.ofSeconds(3));

        owners.end(11_000);

        assertThat(owners.longestPause()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void a_partition_is_idle_while_it_has_records_and_its_offset_stands() {
        PartitionIdleSampler idle = new PartitionIdleSampler(new StillSuite());
        look(idle, 5, 5, 0);
        look(idle, 8, 5, 1);
        look(idle, 9, 6, 4);
        look(idle, 9, 6, 6);
        look(idle, 9, 9, 7);
        look(idle, 9, 9, 60);

        assertThat(idle.longest()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void more_than_ten_idle_seconds_are_no_success() {
        assertThat(figures(Duration.ofSeconds(10)).kept()).isTrue();
        assertThat(figures(Duration.ofMillis(10_001)).kept()).isFalse();
    }

    private static ScaleFigures figures(Duration processorIdle) {
        return new ScaleFigures(0, 0, processorIdle, Duration.ZERO, Duration.ZERO, List.of());
    }

    private static void look(PartitionIdleSampler idle, long end, long processed, long seconds) {
        idle.look(Map.of(PARTITION, end), Map.of(PARTITION, processed), TimeUnit.SECONDS.toNanos(seconds));
    }

    private void record(int partition, String account, String connection, long at) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(CapturedRecord.PROVENANCE, (connection + ":posts:1").getBytes(StandardCharsets.UTF_8));
        ConsumerRecord<byte[], byte[]> captured = new ConsumerRecord<>(
                "live",
                partition,
                0,
                at,
                TimestampType.CREATE_TIME,
                0,
                0,
                "sandbox/%s/posts/p-1".formatted(account).getBytes(StandardCharsets.UTF_8),
                new byte[0],
                headers,
                Optional.empty());
        owners.add(captured);
        owners.addLive(captured);
        owners.heard(captured);
    }

    /** Nothing is ever there. */
    private static final class StillSuite implements SettleWaiter.SettleProbe {
        @Override
        public List<String> open(Instant until) {
            return List.of();
        }

        @Override
        public Map<TopicPartition, Long> ends() {
            return Map.of();
        }

        @Override
        public Map<TopicPartition, Long> processed() {
            return Map.of();
        }
    }
}
