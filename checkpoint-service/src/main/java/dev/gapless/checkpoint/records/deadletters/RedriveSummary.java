package dev.gapless.checkpoint.records.deadletters;

/**
 * What came of putting many letters back.
 *
 * @param matched letters of the filter in state NEW
 * @param notRedrivable of them, those that came from no topic they could be put back on; they stay as they are
 * @param redriven put back now; with a dry run those that would be
 * @param failed not acknowledged by Kafka; they stay as they are
 * @param left still to do, because of the limit
 */
record RedriveSummary(long matched, long notRedrivable, long redriven, long failed, long left, boolean dryRun) {}
