package dev.gapless.scheduler.objective;

/**
 * Stream-seconds under the completeness objective.
 *
 * @param due each followed stream makes one of them due each second
 * @param late of them, those in which the stream lagged too much, or in which the lag was unknown
 */
record ObjectiveSeconds(double due, double late) {

    static final ObjectiveSeconds NONE = new ObjectiveSeconds(0, 0);
}
