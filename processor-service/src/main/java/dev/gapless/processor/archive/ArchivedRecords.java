package dev.gapless.processor.archive;

import dev.gapless.common.message.TopicNames;
import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.capturedlog.RecordSelection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is in the archive, read again. */
final class ArchivedRecords {

    /** Says whether a record is to be taken from here. */
    @FunctionalInterface
    interface Wanted {
        boolean test(SegmentId segment, long offset);
    }

    private final ArchiveStore store;

    ArchivedRecords(ArchiveStore store) {
        this.store = store;
    }

    /** Each partition's in their order, none twice, though segments may overlap. */
    void read(RecordSelection selection, Wanted wanted, RawLog.Reader reader) throws InterruptedException {
        try {
            for (String topic : List.of(TopicNames.CAPTURED_BACKFILL, TopicNames.CAPTURED_LIVE)) {
                Map<String, Long> next = new HashMap<>();
                for (SegmentIndex index : segments(topic, selection)) {
                    read(index, selection, wanted, reader, next);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the archive cannot be read", e);
        }
    }

    private List<SegmentIndex> segments(String topic, RecordSelection selection) throws IOException {
        List<SegmentIndex> segments = new ArrayList<>();
        for (String name : store.list(topic + "/")) {
            if (name.endsWith(SegmentId.INDEX)) {
                try (InputStream in = store.get(name)) {
                    SegmentIndex index = SegmentIndex.fromBytes(in.readAllBytes());
                    if (index.mayHold(selection)) {
                        segments.add(index);
                    }
                }
            }
        }
        segments.sort(Comparator.comparing((SegmentIndex index) -> log(index.segment()))
                .thenComparingLong(index -> index.segment().first()));
        return segments;
    }

    private void read(
            SegmentIndex index, RecordSelection selection, Wanted wanted, RawLog.Reader reader, Map<String, Long> next)
            throws IOException, InterruptedException {
        SegmentId id = index.segment();
        try (SegmentReader segment = new SegmentReader(id, store.get(id.records()))) {
            for (Optional<ConsumerRecord<byte[], byte[]>> each = segment.next();
                    each.isPresent();
                    each = segment.next()) {
                ConsumerRecord<byte[], byte[]> record = each.get();
                if (record.offset() < next.getOrDefault(log(id), 0L)) {
                    continue;
                }
                next.put(log(id), record.offset() + 1);
                if (wanted.test(id, record.offset()) && selection.holds(record)) {
                    reader.take(record, id.topicId());
                }
            }
        }
    }

    private static String log(SegmentId id) {
        return id.topicId() + "-" + id.partition();
    }
}
