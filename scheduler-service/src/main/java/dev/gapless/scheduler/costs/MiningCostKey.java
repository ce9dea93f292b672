package dev.gapless.scheduler.costs;

import java.time.LocalDate;

/**
 * What counts are kept by.
 *
 * @param day in UTC
 */
record MiningCostKey(LocalDate day, String source, String account, MiningWork operation) {}
