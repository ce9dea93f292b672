package dev.gapless.live.history;

import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads changes from Kafka that are no longer in memory, for one channel and one client at a time. */
final class OlderChangeReader {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ChangeConsumers consumers;
    private final long mostRecords;
    private final long mostBytes;
    private final Semaphore places;
    private final AtomicLong numbers = new AtomicLong();
    private final ChangeRecordReader records = new ChangeRecordReader();

    /** What was found. */
    sealed interface OlderChanges {

        /** All changes of the channel in between, in each partition's order. */
        record All(List<LoggedChange> changes) implements OlderChanges {}

        /** Not all can be had. */
        record Refused(ResetReason reason) implements OlderChanges {}
    }

    /**
     * @param mostRecords of all channels, that one call reads
     * @param mostBytes of the channel's changes, that one call returns
     * @param atOnce calls; others wait
     */
    OlderChangeReader(ChangeConsumers consumers, long mostRecords, long mostBytes, int atOnce) {
        this.consumers = consumers;
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
        this.places = new Semaphore(atOnce, true);
    }

    /**
     * Reads the channel's changes from {@code from} to {@code to}.
     *
     * @throws KafkaException when Kafka does not answer in 30 s
     */
    OlderChanges read(StreamId channel, LogOffsets from, LogOffsets to) throws InterruptedException {
        long records = 0;
        for (int partition = 0; partition < to.partitions(); partition++) {
            records += Math.max(0, to.next(partition) - from.next(partition));
        }
        if (records > mostRecords) {
            return new OlderChanges.Refused(ResetReason.TOO_FAR_BEHIND);
        }
        places.acquire();
        Consumer<byte[], byte[]> consumer = consumers.open("older-" + numbers.incrementAndGet());
        try {
            return read(consumer, channel, from, to);
        } catch (InvalidOffsetException e) {
            return new OlderChanges.Refused(ResetReason.EXPIRED);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSING));
            places.release();
        }
    }

    private OlderChanges read(Consumer<byte[], byte[]> consumer, StreamId channel, LogOffsets from, LogOffsets to) {
        List<TopicPartition> partitions = consumers.partitions().stream()
                .filter(each -> from.next(each.partition()) < to.next(each.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        for (TopicPartition each : partitions) {
            if (starts.getOrDefault(each, Long.MAX_VALUE) > from.next(each.partition())) {
                return new OlderChanges.Refused(ResetReason.EXPIRED);
            }
            consumer.seek(each, from.next(each.partition()));
        }
        List<LoggedChange> found = new ArrayList<>();
        long bytes = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (partitions.stream().anyMatch(each -> consumer.position(each) < to.next(each.partition()))) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("changes were not read again in %s".formatted(PATIENCE));
            }
            for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                if (event.offset() < to.next(event.partition())
                        && records.channel(event).filter(channel::equals).isPresent()) {
                    var change = records.read(event);
                    change.ifPresent(found::add);
                    bytes += change.map(each -> each.json().length).orElse(0);
                }
            }
            if (bytes > mostBytes) {
                return new OlderChanges.Refused(ResetReason.TOO_FAR_BEHIND);
            }
        }
        return new OlderChanges.All(found);
    }
}
