package dev.gapless.processor.archive;

import dev.gapless.processor.capturedlog.RecordSelection;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a segment holds, small enough to be read before it.
 *
 * @param format of the segment's records
 * @param last offset of its last record
 * @param streams by source/account/stream; records that name none stand under the empty name
 */
record SegmentIndex(int format, SegmentId segment, long last, long records, Map<String, Span> streams) {

    static final int FORMAT = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** When a stream's records were received, µs since the epoch, both inclusive. */
    record Span(long firstMicros, long lastMicros, long records) {

        Span with(long micros) {
            return new Span(Math.min(firstMicros, micros), Math.max(lastMicros, micros), records + 1);
        }
    }

    SegmentIndex {
        streams = Map.copyOf(streams);
    }

    boolean mayHold(RecordSelection selection) {
        return streams.entrySet().stream()
                .anyMatch(stream -> selection.holdsStream(stream.getKey())
                        && selection.overlaps(
                                stream.getValue().firstMicros(),
                                stream.getValue().lastMicros()));
    }

    byte[] toBytes() {
        return JSON.writeValueAsBytes(this);
    }

    static SegmentIndex fromBytes(byte[] bytes) {
        return JSON.readValue(bytes, SegmentIndex.class);
    }
}
