package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
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

        /**
         * The channel's first changes in between.
         *
         * @param reached no other change of the channel lies below
         */
        record First(List<LoggedChange> changes, LogOffsets reached) implements OlderChanges {}

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
    OlderChanges read(ChannelName channel, LogOffsets from, LogOffsets to) throws InterruptedException {
        long records = 0;
        for (int partition = 0; partition < to.partitions(); partition++) {
            records += Math.max(0, to.next(partition) - from.next(partition));
        }
        if (records > mostRecords) {
            return new OlderChanges.Refused(ResetReason.TOO_FAR_BEHIND);
        }
        return reading(consumer -> read(consumer, channel, from, to));
    }

    /**
     * Reads a first part of the channel's changes from {@code from} to {@code to}. At least one, if there is one within
     * the records that one call reads.
     *
     * @param expired true when what Kafka has deleted may be missing
     * @param mostPageBytes of changes; a longer one is alone
     * @throws KafkaException when Kafka does not answer in 30 s
     */
    OlderChanges readFirst(ChannelName channel, LogOffsets from, LogOffsets to, boolean expired, long mostPageBytes)
            throws InterruptedException {
        if (mostRecords == 0) {
            return new OlderChanges.Refused(ResetReason.TOO_FAR_BEHIND);
        }
        return reading(consumer -> readFirst(consumer, channel, from, to, expired, mostPageBytes));
    }

    private OlderChanges reading(Function<Consumer<byte[], byte[]>, OlderChanges> work) throws InterruptedException {
        places.acquire();
        Consumer<byte[], byte[]> consumer = consumers.open("older-" + numbers.incrementAndGet());
        try {
            return work.apply(consumer);
        } catch (InvalidOffsetException e) {
            return new OlderChanges.Refused(ResetReason.EXPIRED);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSING));
            places.release();
        }
    }

    private OlderChanges readFirst(
            Consumer<byte[], byte[]> consumer,
            ChannelName channel,
            LogOffsets from,
            LogOffsets to,
            boolean expired,
            long mostPageBytes) {
        long[] reached = from.toArray();
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(consumers.partitions());
        for (TopicPartition each : consumers.partitions()) {
            long start = starts.getOrDefault(each, Long.MAX_VALUE);
            if (start > reached[each.partition()] && reached[each.partition()] < to.next(each.partition())) {
                if (!expired) {
                    return new OlderChanges.Refused(ResetReason.EXPIRED);
                }
                reached[each.partition()] = Math.min(start, to.next(each.partition()));
            }
        }
        List<TopicPartition> partitions = consumers.partitions().stream()
                .filter(each -> reached[each.partition()] < to.next(each.partition()))
                .toList();
        consumer.assign(partitions);
        partitions.forEach(each -> consumer.seek(each, reached[each.partition()]));
        List<LoggedChange> found = new ArrayList<>();
        long bytes = 0;
        long read = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (partitions.stream().anyMatch(each -> reached[each.partition()] < to.next(each.partition()))) {
            if (System.nanoTime() > deadline) {
                throw new KafkaException("changes were not read again in %s".formatted(PATIENCE));
            }
            for (ConsumerRecord<byte[], byte[]> event : consumer.poll(POLL)) {
                if (event.offset() >= to.next(event.partition())) {
                    continue;
                }
                if (read++ >= mostRecords) {
                    return new OlderChanges.First(found, new LogOffsets(from.epoch(), reached));
                }
                var change = records.isOf(channel, event) ? records.read(event) : Optional.<LoggedChange>empty();
                if (change.isPresent()) {
                    long length = change.get().json().length;
                    if (!found.isEmpty() && bytes + length > mostPageBytes) {
                        return new OlderChanges.First(found, new LogOffsets(from.epoch(), reached));
                    }
                    found.add(change.get());
                    bytes += length;
                }
                reached[event.partition()] = event.offset() + 1;
            }
            // behind records that are none for readers, such as the ends of transactions
            for (TopicPartition each : partitions) {
                reached[each.partition()] = Math.min(consumer.position(each), to.next(each.partition()));
            }
        }
        return new OlderChanges.First(found, new LogOffsets(from.epoch(), reached));
    }

    private OlderChanges read(Consumer<byte[], byte[]> consumer, ChannelName channel, LogOffsets from, LogOffsets to) {
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
                if (event.offset() < to.next(event.partition()) && records.isOf(channel, event)) {
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
