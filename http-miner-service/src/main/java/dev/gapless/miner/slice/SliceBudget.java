package dev.gapless.miner.slice;

import dev.gapless.common.message.MiningMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The budget of one slice: pages, time, and waiting. Used by one thread. */
public final class SliceBudget {

    private final SliceProperties properties;
    private final int most;
    private final Clock clock;
    private final Instant begun;
    private Duration waited = Duration.ZERO;
    private int pages;
    private long items;

    public SliceBudget(SliceProperties properties, MiningMode mode, Clock clock) {
        this.properties = properties;
        this.most = properties.pages(mode);
        this.clock = clock;
        this.begun = clock.instant();
    }

    void page(int itemsOfIt) {
        pages++;
        items += itemsOfIt;
    }

    public int pages() {
        return pages;
    }

    public long items() {
        return items;
    }

    void waited(Duration time) {
        waited = waited.plus(time);
    }

    /** True when another page belongs to another slice. */
    boolean used() {
        return pages >= most || age().compareTo(properties.time()) >= 0;
    }

    /** What is left until calls must end; never negative. */
    Duration left() {
        return positive(properties.hardLimit().minus(age()));
    }

    /** What is left of the patience with limits, within what is left of the slice. */
    Duration patience(Duration extra) {
        Duration patience = positive(properties.rateLimitWait().plus(extra).minus(waited));
        return patience.compareTo(left()) < 0 ? patience : left();
    }

    private Duration age() {
        return Duration.between(begun, clock.instant());
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
