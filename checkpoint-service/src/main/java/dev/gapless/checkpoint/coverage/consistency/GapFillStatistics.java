package dev.gapless.checkpoint.coverage.consistency;

/**
 * How long gaps were known before they were filled, in seconds.
 *
 * @param gaps how many were filled; comparisons of what is held do not count
 */
record GapFillStatistics(long gaps, double mean, double p50, double p95) {}
