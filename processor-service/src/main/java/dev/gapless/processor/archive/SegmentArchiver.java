package dev.gapless.processor.archive;

import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.capturedlog.TopicIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers records a segment a partition, and commits a partition's offset once its segment is in the store. What was
 * gathered and not stored is read again by the next owner of the partition. A segment that is stored twice overwrites
 * itself, for it begins at the same offset. Used by one thread.
 */
final class SegmentArchiver implements ConsumerRebalanceListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SegmentArchiver.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final ArchiveStore store;
    private final TopicIds topicIds;
    private final Clock clock;
    private final long segmentBytes;
    private final Duration rollEvery;
    private final Path scratch;
    private final ArchiveMeters meters;
    private final Map<TopicPartition, SegmentWriter> open = new HashMap<>();
    private Map<String, UUID> ids = Map.of();
    private boolean rewindDue;

    SegmentArchiver(
            Consumer<byte[], byte[]> consumer,
            ArchiveStore store,
            TopicIds topicIds,
            Clock clock,
            long segmentBytes,
            Duration rollEvery,
            Path scratch,
            ArchiveMeters meters) {
        this.consumer = consumer;
        this.store = store;
        this.topicIds = topicIds;
        this.clock = clock;
        this.segmentBytes = segmentBytes;
        this.rollEvery = rollEvery;
        this.scratch = scratch;
        this.meters = meters;
        consumer.subscribe(List.of(TopicNames.CAPTURED_LIVE, TopicNames.CAPTURED_BACKFILL), this);
    }

    /** One poll and what it makes due. When it throws, everything gathered is read again. */
    void round() throws InterruptedException {
        if (rewindDue) {
            rewind();
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                segmentOf(record).add(record);
            }
            Instant now = clock.instant();
            for (TopicPartition partition : Set.copyOf(open.keySet())) {
                SegmentWriter segment = Objects.requireNonNull(open.get(partition));
                // by the distance: a clock that was set back makes a segment due too
                if (segment.bytes() >= segmentBytes
                        || Duration.between(segment.begun(), now).abs().compareTo(rollEvery) >= 0) {
                    store(partition, segment);
                }
            }
        } catch (IOException e) {
            giveUp();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            giveUp();
            throw e;
        }
    }

    private SegmentWriter segmentOf(ConsumerRecord<byte[], byte[]> record) throws IOException, InterruptedException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        SegmentWriter segment = open.get(partition);
        if (segment == null) {
            segment = new SegmentWriter(
                    new SegmentId(record.topic(), idOf(record.topic()), record.partition(), record.offset()),
                    scratch,
                    clock.instant());
            open.put(partition, segment);
        }
        return segment;
    }

    private UUID idOf(String topic) throws InterruptedException {
        if (!ids.containsKey(topic)) {
            ids = topicIds.resolve();
        }
        return Objects.requireNonNull(ids.get(topic), topic);
    }

    private void store(TopicPartition partition, SegmentWriter segment) throws IOException {
        SegmentIndex index = segment.finish();
        store.put(index.segment().records(), segment.file());
        Path indexFile = Files.createTempFile(scratch, "segment-", SegmentId.INDEX);
        try {
            Files.write(indexFile, index.toBytes());
            store.put(index.segment().index(), indexFile);
        } finally {
            Files.deleteIfExists(indexFile);
        }
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(index.last() + 1)));
        meters.stored(index, Files.size(segment.file()));
        open.remove(partition);
        segment.close();
    }

    private void giveUp() {
        drop(Set.copyOf(open.keySet()));
        rewindDue = true;
        rewind();
    }

    /** Back to what is stored. While Kafka does not tell how far that is, nothing more may be read. */
    private void rewind() {
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata next = consumer.committed(Set.of(partition)).get(partition);
            if (next == null) {
                consumer.seekToBeginning(Set.of(partition));
            } else {
                consumer.seek(partition, next);
            }
        }
        rewindDue = false;
    }

    private void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            SegmentWriter segment = open.remove(partition);
            if (segment != null) {
                try {
                    segment.close();
                } catch (IOException e) {
                    LOG.warn("segment-not-removed file={} cause={}", segment.file(), e.toString());
                }
            }
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        ids = Map.of();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        drop(partitions);
    }

    @Override
    public void close() {
        drop(Set.copyOf(open.keySet()));
        consumer.close();
        try {
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            LOG.warn("scratch-not-removed directory={} cause={}", scratch, e.toString());
        }
    }
}
