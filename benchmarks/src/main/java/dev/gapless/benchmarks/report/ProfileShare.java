package dev.gapless.benchmarks.report;

/**
 * One line of a profile.
 *
 * @param share of the whole, 0 to 1
 */
public record ProfileShare(String what, double share) {}
