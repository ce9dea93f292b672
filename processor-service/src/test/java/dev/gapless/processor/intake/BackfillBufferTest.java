package dev.gapless.processor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class BackfillBufferTest {

    private final BackfillBuffer backlog = new BackfillBuffer();

    @Test
    void hands_out_in_order_at_most_what_is_asked_for() {
        backlog.add(records(0, 5));

        assertThat(offsets(backlog.take(2))).containsExactly(0L, 1L);
        assertThat(offsets(backlog.take(10))).containsExactly(2L, 3L, 4L);
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void a_share_of_nothing_takes_nothing() {
        backlog.add(records(0, 5));

        assertThat(backlog.take(0)).isEmpty();
        assertThat(offsets(backlog.take(1))).containsExactly(0L);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long from, long to) {
        return LongStream.range(from, to)
                .mapToObj(offset -> new ConsumerRecord<>("topic", 0, offset, new byte[0], new byte[0]))
                .toList();
    }

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::offset).toList();
    }
}
