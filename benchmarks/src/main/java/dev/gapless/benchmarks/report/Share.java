package dev.gapless.benchmarks.report;

/**
 * One line of a profile.
 *
 * @param share of the whole, 0 to 1
 */
public record Share(String what, double share) {}
