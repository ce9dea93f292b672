package dev.gapless.scheduler.schedules;

/**
 * Other ticks, and one that an operator asked for.
 *
 * @param at the one asked for
 */
record TriggeredTicks(PollTicks others, long at) implements PollTicks {

    @Override
    public long last(long position) {
        long last = others.last(position);
        return at <= position ? Math.max(last, at) : last;
    }

    @Override
    public long next(long position) {
        long next = others.next(position);
        return at > position ? Math.min(next, at) : next;
    }

    @Override
    public boolean isWorth(long from, long to) {
        return others.isWorth(from, to) || (from < at && at <= to);
    }
}
