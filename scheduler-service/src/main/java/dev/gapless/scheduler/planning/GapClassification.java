package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Range;

/** What the ledger's answer and the source's retention say of one unfinished gap. */
sealed interface GapClassification {

    /** All of it is held, by whichever path it came. */
    record Held() implements GapClassification {}

    /** All of it is claimed, and some of it is not held yet. */
    record Claimed() implements GapClassification {}

    /** @param left the span of what is still missing of a gap that was given up before */
    record Unfillable(Range left) implements GapClassification {}

    /** @param left the span of what is missing; the source has forgotten all of it, and no miner reads it */
    record Forgotten(Range left) implements GapClassification {}

    /** @param left the span that the source still has of a gap whose walk was complete and coverage does not show it */
    record Unproven(Range left) implements GapClassification {}

    /** @param left the span that the source still has; a gap that waits may shrink to it */
    record Fillable(Range left) implements GapClassification {}

    /** A miner reads it, and the source has forgotten what is missing. The miner's progress ends it. */
    record InProgress() implements GapClassification {}
}
