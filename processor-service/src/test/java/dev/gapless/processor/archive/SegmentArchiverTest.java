package dev.gapless.processor.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.capturedlog.RecordSelection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentArchiverTest {

    private static final TopicPartition LIVE = new TopicPartition(TopicNames.CAPTURED_LIVE, 0);
    private static final UUID TOPIC = new UUID(1, 2);
    private static final Instant BEGIN = Instant.parse("2026-03-04T05:00:00Z");
    private static final Clock CLOCK = Clock.fixed(BEGIN, ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void records_come_back_byte_for_byte_and_the_index_spares_other_streams_and_times() throws Exception {
        SegmentArchiver archiver = archiver(store(), 1);
        assign();
        ConsumerRecord<byte[], byte[]> odd = record(5, "b", 2);
        odd.headers().add("twice", new byte[] {1}).add("twice", new byte[0]).add("none", null);
        consumer.addRecord(record(4, "a", 1));
        consumer.addRecord(odd);
        archiver.round();
        consumer.addRecord(new ConsumerRecord<>(LIVE.topic(), 0, 6, null, null));
        archiver.round();

        assertThat(store().list(""))
                .containsExactly(
                        "gapless.captured-live/%s/00000/00000000000000000004.index.json".formatted(TOPIC),
                        "gapless.captured-live/%s/00000/00000000000000000004.records.zst".formatted(TOPIC),
                        "gapless.captured-live/%s/00000/00000000000000000006.index.json".formatted(TOPIC),
                        "gapless.captured-live/%s/00000/00000000000000000006.records.zst".formatted(TOPIC));
        assertThat(consumer.committed(Set.of(LIVE))).containsEntry(LIVE, new OffsetAndMetadata(7));
        assertThat(read("b", 0, 10)).singleElement().satisfies(back -> {
            assertThat(back.offset()).isEqualTo(5);
            assertThat(back.key()).isEqualTo(odd.key());
            assertThat(back.value()).isEqualTo(odd.value());
            assertThat(back.timestamp()).isEqualTo(odd.timestamp());
            assertThat(back.headers()).isEqualTo(odd.headers());
        });
        assertThat(read("b", 3, 10)).isEmpty();
        assertThat(read("a", 1, 2)).hasSize(1);
        assertThat(read("c", 0, 10)).isEmpty();
    }

    @Test
    void what_the_store_did_not_take_is_read_again_and_takes_the_same_place() throws Exception {
        ArchiveStore broken = new ArchiveStore() {
            @Override
            public void put(String name, Path file) throws IOException {
                if (name.endsWith(SegmentId.INDEX)) {
                    throw new IOException("no");
                }
                store().put(name, file);
            }

            @Override
            public List<String> list(String prefix) {
                return List.of();
            }

            @Override
            public InputStream get(String name) {
                return InputStream.nullInputStream();
            }
        };
        SegmentArchiver archiver = archiver(broken, 1);
        assign();
        consumer.addRecord(record(4, "a", 1));
        assertThatThrownBy(archiver::round).isInstanceOf(UncheckedIOException.class);

        assertThat(consumer.position(LIVE)).isEqualTo(4);
        assertThat(read("a", 0, 10)).isEmpty();
        try (var left = Files.list(directory.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void while_kafka_does_not_tell_how_far_is_stored_nothing_more_is_read() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        ArchiveStore full = new ArchiveStore() {
            @Override
            public void put(String name, Path file) throws IOException {
                throw new IOException("no space");
            }

            @Override
            public List<String> list(String prefix) {
                return List.of();
            }

            @Override
            public InputStream get(String name) {
                return InputStream.nullInputStream();
            }
        };
        MockConsumer<byte[], byte[]> silent = new MockConsumer<>("earliest") {
            @Override
            public synchronized Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
                if (failures.getAndDecrement() > 0) {
                    throw new TimeoutException("away");
                }
                return super.committed(partitions);
            }
        };
        SegmentArchiver archiver = archiver(silent, full, 1);
        assign(silent);
        silent.addRecord(record(4, "a", 1));
        assertThatThrownBy(archiver::round).isInstanceOf(TimeoutException.class);
        assertThatThrownBy(archiver::round).isInstanceOf(TimeoutException.class);

        archiver.round();

        assertThat(silent.position(LIVE)).isEqualTo(4);
    }

    @Test
    void what_names_no_stream_harms_neither_the_index_nor_the_records_beside_it() throws Exception {
        SegmentArchiver archiver = archiver(store(), 1);
        assign();
        ConsumerRecord<byte[], byte[]> garbage = record(4, "a", 1);
        garbage.headers().remove("gapless-stream").add("gapless-stream", new byte[60_000]);
        ConsumerRecord<byte[], byte[]> manyHeaders = record(5, "b", 1);
        for (int n = 0; n < 20_000; n++) {
            manyHeaders.headers().add("h", null);
        }
        consumer.addRecord(garbage);
        consumer.addRecord(manyHeaders);
        consumer.addRecord(record(6, "b", 1));
        archiver.round();

        assertThat(read("b", 0, 10)).extracting(ConsumerRecord::offset).containsExactly(5L, 6L);
    }

    @Test
    void segments_that_overlap_give_each_record_once() throws Exception {
        for (int first : new int[] {4, 6}) {
            try (SegmentWriter writer =
                    new SegmentWriter(new SegmentId(LIVE.topic(), TOPIC, 0, first), scratch(), BEGIN)) {
                for (int offset = first; offset < first + 4; offset++) {
                    writer.add(record(offset, "a", 1));
                }
                SegmentIndex index = writer.finish();
                store().put(index.segment().records(), writer.file());
                store().put(index.segment().index(), Files.write(directory.resolve("i"), index.toBytes()));
            }
        }

        assertThat(read("a", 0, 10)).extracting(ConsumerRecord::offset).containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void a_segment_that_was_cut_off_is_not_taken_for_a_whole_one() throws Exception {
        SegmentId id = new SegmentId(LIVE.topic(), TOPIC, 0, 4);
        try (SegmentWriter writer = new SegmentWriter(id, scratch(), BEGIN)) {
            for (int offset = 4; offset < 40; offset++) {
                writer.add(record(offset, "a" + offset, offset));
            }
            writer.finish();
            byte[] whole = Files.readAllBytes(writer.file());
            assertThatThrownBy(() -> drain(id, Arrays.copyOf(whole, whole.length - 5)))
                    .isInstanceOf(IOException.class);
            assertThat(drain(id, whole)).isEqualTo(36);
        }
    }

    private static int drain(SegmentId id, byte[] segment) throws IOException {
        try (SegmentReader reader = new SegmentReader(id, new ByteArrayInputStream(segment))) {
            int records = 0;
            while (reader.next().isPresent()) {
                records++;
            }
            return records;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String account, long from, long to) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        RecordSelection selection =
                new RecordSelection("fake", account, null, BEGIN.plusSeconds(from), BEGIN.plusSeconds(to));
        new ArchivedRecords(store()).read(selection, (segment, offset) -> true, (record, id) -> found.add(record));
        return found;
    }

    private DirectoryStore store() {
        return new DirectoryStore(directory.resolve("store"));
    }

    private Path scratch() throws IOException {
        return Files.createDirectories(directory.resolve("scratch"));
    }

    private SegmentArchiver archiver(ArchiveStore store, long segmentBytes) throws IOException {
        return archiver(consumer, store, segmentBytes);
    }

    private SegmentArchiver archiver(MockConsumer<byte[], byte[]> from, ArchiveStore store, long segmentBytes)
            throws IOException {
        return new SegmentArchiver(
                from,
                store,
                () -> Map.of(LIVE.topic(), TOPIC),
                CLOCK,
                segmentBytes,
                Duration.ofMinutes(1),
                scratch(),
                new ArchiveMeters(new SimpleMeterRegistry()));
    }

    private void assign() {
        assign(consumer);
    }

    private static void assign(MockConsumer<byte[], byte[]> to) {
        to.rebalance(List.of(LIVE));
        to.updateBeginningOffsets(Map.of(LIVE, 4L));
        to.updateEndOffsets(Map.of(LIVE, 100L));
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset, String account, long second) {
        CapturedRecord captured = new CapturedRecord(
                new StreamId("fake", account, "posts"),
                "item",
                CapturedRecord.RecordKind.FRAME,
                new byte[] {0, (byte) offset, (byte) 0xff},
                IngestPath.LIVE,
                BEGIN.plusSeconds(second),
                "window-1",
                0);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(LIVE.topic(), 0, offset, new byte[] {9, 0}, captured.value());
        captured.headers().forEach(record.headers()::add);
        return record;
    }
}
