package dev.gapless.common.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which records of one captured topic are counted: by partition, from the first to the last. Immutable. */
public final class OffsetVector {

    /** Counts no record. */
    public static final OffsetVector EMPTY = new OffsetVector(new long[0], new long[0]);

    /** Of a partition without a counted record, both are 0. */
    private final long[] first;

    private final long[] next;

    private OffsetVector(long[] first, long[] next) {
        this.first = first;
        this.next = next;
    }

    /** Counts this record too. */
    public OffsetVector with(RecordPlace place) {
        return with(place.partition(), place.offset(), place.offset() + 1);
    }

    /** Counts the records of these spans too. */
    public OffsetVector with(List<RecordSpan> spans) {
        OffsetVector all = this;
        for (RecordSpan span : spans) {
            all = all.with(span.partition(), span.first(), span.next());
        }
        return all;
    }

    private OffsetVector with(int partition, long from, long to) {
        boolean counted = partition < next.length && next[partition] > 0;
        if (counted && first[partition] <= from && next[partition] >= to) {
            return this;
        }
        int length = Math.max(next.length, partition + 1);
        long[] begun = Arrays.copyOf(first, length);
        long[] ended = Arrays.copyOf(next, length);
        begun[partition] = counted ? Math.min(first[partition], from) : from;
        ended[partition] = counted ? Math.max(next[partition], to) : to;
        return new OffsetVector(begun, ended);
    }

    /** One span a partition of which records are counted. */
    public List<RecordSpan> spans() {
        return spansSince(EMPTY);
    }

    /**
     * The same, but without the records that an earlier state of this vector counted.
     *
     * @param before an earlier state
     */
    public List<RecordSpan> spansSince(OffsetVector before) {
        List<RecordSpan> spans = new ArrayList<>(next.length);
        for (int partition = 0; partition < next.length; partition++) {
            if (next[partition] > 0) {
                long from = partition < before.next.length && before.next[partition] > 0
                        ? before.next[partition]
                        : first[partition];
                spans.add(new RecordSpan(partition, Math.min(from, next[partition]), next[partition]));
            }
        }
        return spans;
    }
}
