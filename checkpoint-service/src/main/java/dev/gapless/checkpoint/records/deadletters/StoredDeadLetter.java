package dev.gapless.checkpoint.records.deadletters;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kept letter, without what it holds.
 *
 * @param where it came from, as it says
 * @param topic with {@code partition} and {@code offset}: the record it was; null when it was none
 * @param bytes how many it holds
 * @param attempt how often what it holds had been put back when it failed
 * @param previous the letter it was put back from, and {@code first} the first of that chain
 * @param redrives how often this letter was put back
 * @param stateBy the role of whoever dealt with it; null while nobody has
 */
record StoredDeadLetter(
        long id,
        DeadLetterState state,
        String rule,
        String detail,
        String remedy,
        @Nullable String source,
        @Nullable String account,
        @Nullable String stream,
        String where,
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Long offset,
        Instant arrivedAt,
        long bytes,
        int attempt,
        @Nullable Long previous,
        @Nullable Long first,
        int redrives,
        @Nullable String stateBy,
        @Nullable Instant stateAt,
        @Nullable String stateReason) {

    @JsonIgnore
    boolean wasCaptured() {
        return topic != null && DeadLetterOrigin.REDRIVABLE.contains(topic);
    }
}
