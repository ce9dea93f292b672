package dev.gapless.scheduler.gaps;

/**
 * All gaps in seven numbers.
 *
 * @param filled in the last days, as long as filled rows are kept
 * @param unfillable which cannot be filled
 * @param oldestOpenSeconds how long the oldest gap is known that is to be filled; 0 when there is none
 */
record GapSummary(
        long open, long scheduled, long filling, long filled, long stuck, long unfillable, double oldestOpenSeconds) {}
