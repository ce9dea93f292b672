package dev.gapless.processor.archive;

import com.github.luben.zstd.ZstdOutputStream;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.archive.SegmentIndex.Span;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Writes one partition's records one behind the other, compressed: of each its offset, timestamp, key, value and
 * headers, each array with its length before it. Behind the last stands how many there are, so that a segment that was
 * cut off is told from one that has ended.
 */
final class SegmentWriter implements AutoCloseable {

    static final long END = -1;
    static final int ABSENT = -1;

    private static final int LEVEL = 3;

    /** Bytes; the names of a stream are shorter, with the slashes between them. */
    private static final int MAX_KEY = 400;

    private final SegmentId id;
    private final Path file;
    private final Instant begun;
    private final DataOutputStream out;
    private final Map<String, Span> streams = new HashMap<>();
    private long last;
    private long records;

    SegmentWriter(SegmentId id, Path directory, Instant begun) throws IOException {
        this.id = id;
        this.begun = begun;
        this.file = Files.createTempFile(directory, "segment-", SegmentId.RECORDS);
        this.out = new DataOutputStream(
                new BufferedOutputStream(new ZstdOutputStream(Files.newOutputStream(file), LEVEL)));
    }

    void add(ConsumerRecord<byte[], byte[]> record) throws IOException {
        out.writeLong(record.offset());
        out.writeLong(record.timestamp());
        write(record.key());
        write(record.value());
        Header[] headers = record.headers().toArray();
        out.writeInt(headers.length);
        for (Header header : headers) {
            write(header.key().getBytes(StandardCharsets.UTF_8));
            write(header.value());
        }
        last = record.offset();
        records++;
        note(record);
    }

    private void write(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            out.writeInt(ABSENT);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private void note(ConsumerRecord<byte[], byte[]> record) {
        Header stream = record.headers().lastHeader(CapturedRecord.STREAM);
        Header received = record.headers().lastHeader(CapturedRecord.RECEIVED);
        boolean known = stream != null
                && received != null
                && stream.value() != null
                && received.value() != null
                && received.value().length == Long.BYTES;
        String key = known ? key(stream.value()) : "";
        long micros = known ? ByteBuffer.wrap(received.value()).getLong() : record.timestamp() * 1_000;
        streams.compute(key, (name, span) -> span == null ? new Span(micros, micros, 1) : span.with(micros));
    }

    /** Empty for what names no stream: the index stays small, and readable, whatever stands in the header. */
    private static String key(byte[] header) {
        if (header.length > MAX_KEY) {
            return "";
        }
        try {
            return StreamId.parse(new String(header, StandardCharsets.UTF_8)).key();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Before compression, about. */
    long bytes() {
        return out.size();
    }

    Instant begun() {
        return begun;
    }

    /** Ends the file. */
    SegmentIndex finish() throws IOException {
        out.writeLong(END);
        out.writeLong(records);
        out.close();
        return new SegmentIndex(SegmentIndex.FORMAT, id, last, records, streams);
    }

    Path file() {
        return file;
    }

    /** Whether it was finished or not, the file goes. */
    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
    }
}
