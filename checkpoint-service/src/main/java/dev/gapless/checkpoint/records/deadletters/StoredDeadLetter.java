package dev.gapless.checkpoint.records.deadletters;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A kept letter, without what it holds.
 *
 * @param bytes how many it holds
 */
record StoredDeadLetter(
        long id,
        DeadLetterState state,
        @JsonUnwrapped DeadLetterCause cause,
        @JsonUnwrapped DeadLetterSubject subject,
        @JsonUnwrapped Place place,
        Instant arrivedAt,
        long bytes,
        @JsonUnwrapped RedriveChain chain,
        @JsonUnwrapped Handling handling) {
    /**
     * Where the record stood.
     *
     * @param where it came from, as it says
     * @param topic with {@code partition} and {@code offset}: the record it was; null when it was none
     */
    record Place(
            String where,
            @Nullable String topic,
            @Nullable Integer partition,
            @Nullable Long offset) {}

    /**
     * How often it was put back on its topic.
     *
     * @param attempt how often what it holds had been put back when it failed
     * @param previous the letter it was put back from, and {@code first} the first of that chain
     * @param redrives how often this letter was put back
     */
    record RedriveChain(
            int attempt, @Nullable Long previous, @Nullable Long first, int redrives) {}

    /**
     * Who changed its state last.
     *
     * @param stateBy the role of the caller that dealt with it; null before that
     */
    record Handling(
            @Nullable String stateBy,
            @Nullable Instant stateAt,
            @Nullable String stateReason) {}

    @JsonIgnore
    boolean wasCaptured() {
        return place.topic != null && DeadLetterOrigin.REDRIVABLE.contains(place.topic);
    }
}
