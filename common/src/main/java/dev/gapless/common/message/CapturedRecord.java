package dev.gapless.common.message;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.StreamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One record of {@code captured-live} or {@code captured-backfill}: the upstream's own bytes as value, everything else
 * in headers.
 *
 * @param itemId the upstream's id of the item; with the stream it is the record's key
 * @param shape what the bytes are
 * @param value the bytes as they came
 * @param receivedAt by our clock
 * @param provenance the live window or the mining task it came by
 * @param generation the fork generation the reader knew
 */
@SuppressWarnings("ArrayRecordComponent")
public record CapturedRecord(
        StreamId stream,
        String itemId,
        RecordKind shape,
        byte[] value,
        IngestPath path,
        Instant receivedAt,
        String provenance,
        long generation) {

    /** What the bytes of a captured record are. */
    public enum RecordKind {
        /** A frame of the live connection, envelope included. */
        FRAME,

        /** One item cut out of a page. */
        LISTED,

        /**
         * A {@link InferredDelete}, written by us: the source does not have this item any more, though it did not say
         * so.
         */
        INFERRED_DELETE,

        /** A {@link InferredDeleteUndo}, written by us: the delete was inferred wrongly. */
        INFERRED_DELETE_UNDO,

        /** A {@link RecreatedItem}: one item as it was read alone, with a version that we give it. */
        RECREATED
    }

    public static final String STREAM = "gapless-stream";
    private static final String ITEM = "gapless-item";
    private static final String KIND = "gapless-record-kind";
    private static final String INGEST_PATH = "gapless-ingest-path";
    public static final String RECEIVED = "gapless-received-us";
    public static final String PROVENANCE = "gapless-provenance";
    private static final String GENERATION = "gapless-generation";

    /** The year 2200, in microseconds: what is received later was not received. */
    private static final long RECEIVED_BEFORE = 7_258_118_400_000_000L;

    /** The record's key: versions of one item share a partition, so their order holds. */
    public String key() {
        return stream.key() + "/" + itemId;
    }

    public Map<String, byte[]> headers() {
        Map<String, byte[]> headers = new LinkedHashMap<>();
        headers.put(STREAM, text(stream.key()));
        headers.put(ITEM, text(itemId));
        headers.put(KIND, text(shape.name()));
        headers.put(INGEST_PATH, text(path.name()));
        headers.put(RECEIVED, number(MicrosecondTime.of(receivedAt)));
        headers.put(PROVENANCE, text(provenance));
        headers.put(GENERATION, number(generation));
        return headers;
    }

    /**
     * @param header gives the value of a header, null when absent
     * @throws IllegalArgumentException when a header is absent, malformed or out of its range
     */
    public static CapturedRecord of(Function<String, byte @Nullable []> header, byte[] value) {
        return new CapturedRecord(
                StreamId.parse(text(header, STREAM)),
                text(header, ITEM),
                RecordKind.valueOf(text(header, KIND)),
                value,
                IngestPath.valueOf(text(header, INGEST_PATH)),
                received(number(header, RECEIVED)),
                text(header, PROVENANCE),
                number(header, GENERATION));
    }

    private static Instant received(long micros) {
        if (micros < 0 || micros >= RECEIVED_BEFORE) {
            throw new IllegalArgumentException(
                    "header %s: %d µs (expected: from 1970 to 2199)".formatted(RECEIVED, micros));
        }
        return MicrosecondTime.toInstant(micros);
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] required(Function<String, byte @Nullable []> header, String name) {
        byte[] value = header.apply(name);
        if (value == null) {
            throw new IllegalArgumentException("header %s: absent (expected on every captured record)".formatted(name));
        }
        return value;
    }

    private static String text(Function<String, byte @Nullable []> header, String name) {
        return new String(required(header, name), StandardCharsets.UTF_8);
    }

    private static long number(Function<String, byte @Nullable []> header, String name) {
        byte[] value = required(header, name);
        if (value.length != Long.BYTES) {
            throw new IllegalArgumentException("header %s: %d bytes (expected: 8)".formatted(name, value.length));
        }
        return ByteBuffer.wrap(value).getLong();
    }
}
