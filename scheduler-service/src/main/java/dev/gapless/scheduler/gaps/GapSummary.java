package dev.gapless.scheduler.gaps;

/**
 * All gaps in six numbers.
 *
 * @param filled in the last days, as long as filled rows are kept
 * @param oldestOpenSeconds how long the oldest unfilled gap is known; 0 when there is none
 */
record GapSummary(long open, long scheduled, long filling, long filled, long stuck, double oldestOpenSeconds) {}
