package dev.gapless.processor.archive;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link SegmentWriter} wrote. */
final class SegmentReader implements AutoCloseable {

    private static final int MAX_BYTES = 64 << 20;

    /** No record that Kafka takes holds more: each is of two bytes at least. */
    private static final int MAX_HEADERS = 32 << 20;

    private final SegmentId id;
    private final DataInputStream in;
    private long records;

    SegmentReader(SegmentId id, InputStream segment) throws IOException {
        this.id = id;
        this.in = new DataInputStream(new BufferedInputStream(new ZstdInputStream(segment)));
    }

    /**
     * @return empty behind the last
     * @throws IOException when the segment does not end as it should
     */
    Optional<ConsumerRecord<byte[], byte[]>> next() throws IOException {
        long offset = in.readLong();
        if (offset == SegmentWriter.END) {
            long written = in.readLong();
            if (written != records) {
                throw new IOException("%s: %d records (expected: %d)".formatted(id.records(), records, written));
            }
            return Optional.empty();
        }
        long timestamp = in.readLong();
        byte[] key = read();
        byte[] value = read();
        RecordHeaders headers = new RecordHeaders();
        int count = in.readInt();
        require(count >= 0 && count <= MAX_HEADERS);
        for (int i = 0; i < count; i++) {
            byte[] name = read();
            require(name != null);
            headers.add(new String(name == null ? new byte[0] : name, StandardCharsets.UTF_8), read());
        }
        records++;
        return Optional.of(new ConsumerRecord<>(
                id.topic(),
                id.partition(),
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                key == null ? ConsumerRecord.NULL_SIZE : key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                headers,
                Optional.empty()));
    }

    private byte @Nullable [] read() throws IOException {
        int length = in.readInt();
        if (length == SegmentWriter.ABSENT) {
            return null;
        }
        require(length >= 0 && length <= MAX_BYTES);
        return in.readNBytes(length);
    }

    private void require(boolean sound) throws IOException {
        if (!sound) {
            throw new IOException(id.records() + ": damaged after " + records + " records");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
