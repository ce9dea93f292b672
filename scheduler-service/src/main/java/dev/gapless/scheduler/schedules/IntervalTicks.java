package dev.gapless.scheduler.schedules;

/**
 * Ticks of one distance.
 *
 * @param micros between two, at least 1
 * @param offset of the first one behind the epoch, so that not all streams are polled at once
 */
record IntervalTicks(long micros, long offset) implements PollTicks {

    @Override
    public long last(long position) {
        return Math.floorDiv(position - offset, micros) * micros + offset;
    }

    @Override
    public long next(long position) {
        return last(position) + micros;
    }

    @Override
    public boolean isWorth(long from, long to) {
        return to - from >= micros;
    }
}
