package dev.gapless.scheduler.costs;

/**
 * What some mining took.
 *
 * @param slices of work
 * @param calls pages read from the source
 * @param items delivered
 */
record MiningCounts(long slices, long calls, long items) {

    MiningCounts plus(MiningCounts more) {
        return new MiningCounts(slices + more.slices, calls + more.calls, items + more.items);
    }
}
