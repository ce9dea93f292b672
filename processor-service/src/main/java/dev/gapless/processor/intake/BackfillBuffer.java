package dev.gapless.processor.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * History that was taken off Kafka and waits for its turn, in order. Nothing more is fetched until it is empty, so it
 * holds at most one poll.
 */
final class BackfillBuffer {

    private final Queue<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

    void add(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        records.forEach(waiting::add);
    }

    List<ConsumerRecord<byte[], byte[]>> take(int most) {
        List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();
        while (taken.size() < most && !waiting.isEmpty()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void clear() {
        waiting.clear();
    }
}
