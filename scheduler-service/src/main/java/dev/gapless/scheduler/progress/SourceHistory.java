package dev.gapless.scheduler.progress;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The beginning of a source's history, as slices have shown it. */
public sealed interface SourceHistory {

    /** Nothing: what was known before still counts. */
    record Untold() implements SourceHistory {}

    /**
     * The source answered for all that was asked; what is older is a gap of its own from now on.
     *
     * @param olderProbe from where on to ask first of what is older; null for all of it
     */
    record Kept(@Nullable Long olderProbe) implements SourceHistory {}

    /**
     * The source says that what was asked is gone.
     *
     * @param probeFrom from where on to ask next
     * @param since when it first said so of the gap's youngest positions; null while those are not reached
     * @param answers how many answers in a row said so of the youngest positions
     */
    record Gone(long probeFrom, @Nullable Instant since, int answers) implements SourceHistory {}
}
