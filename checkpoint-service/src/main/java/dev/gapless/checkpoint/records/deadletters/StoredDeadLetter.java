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
        @JsonUnwrapped Cause cause,
        @JsonUnwrapped Subject subject,
        @JsonUnwrapped Place place,
        Instant arrivedAt,
        long bytes,
        @JsonUnwrapped RedriveChain chain,
        @JsonUnwrapped Handling handling) {
    /** Why the record was refused. */
    record Cause(String rule, String detail, String remedy) {}

    /** The account stream that it belongs to, as far as the letter tells it. */
    record Subject(
            @Nullable String source,
            @Nullable String account,
            @Nullable String stream) {}

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
     * @param stateBy the role of whoever dealt with it; null while nobody has
     */
    record Handling(
            @Nullable String stateBy,
            @Nullable Instant stateAt,
            @Nullable String stateReason) {}

    String rule() {
        return cause.rule();
    }

    String detail() {
        return cause.detail();
    }

    String remedy() {
        return cause.remedy();
    }

    @Nullable
    String source() {
        return subject.source();
    }

    @Nullable
    String account() {
        return subject.account();
    }

    @Nullable
    String stream() {
        return subject.stream();
    }

    String where() {
        return place.where();
    }

    @Nullable
    String topic() {
        return place.topic();
    }

    @Nullable
    Integer partition() {
        return place.partition();
    }

    @Nullable
    Long offset() {
        return place.offset();
    }

    int attempt() {
        return chain.attempt();
    }

    @Nullable
    Long previous() {
        return chain.previous();
    }

    @Nullable
    Long first() {
        return chain.first();
    }

    int redrives() {
        return chain.redrives();
    }

    @Nullable
    String stateBy() {
        return handling.stateBy();
    }

    @Nullable
    Instant stateAt() {
        return handling.stateAt();
    }

    @Nullable
    String stateReason() {
        return handling.stateReason();
    }

    @JsonIgnore
    boolean wasCaptured() {
        return place.topic != null && DeadLetterOrigin.REDRIVABLE.contains(place.topic);
    }
}
