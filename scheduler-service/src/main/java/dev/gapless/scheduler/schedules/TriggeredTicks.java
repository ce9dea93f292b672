package dev.gapless.scheduler.schedules;

import java.util.NavigableSet;

/**
 * Other ticks, and those that an operator asked for.
 *
 * @param asked in µs since the epoch
 */
record TriggeredTicks(PollTicks others, NavigableSet<Long> asked) implements PollTicks {

    @Override
    public long last(long position) {
        long last = others.last(position);
        Long at = asked.floor(position);
        return at == null ? last : Math.max(last, at);
    }

    @Override
    public long next(long position) {
        long next = others.next(position);
        Long at = asked.higher(position);
        return at == null ? next : Math.min(next, at);
    }

    @Override
    public boolean isWorth(long from, long to) {
        Long at = asked.floor(to);
        return others.isWorth(from, to) || (at != null && from < at);
    }
}
