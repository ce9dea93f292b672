package dev.gapless.sandbox.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far back listings reach. What is older stays in the truth and can still be read by its id. It may change at any
 * time, and each request sees one rule.
 */
public final class ListingRetention {

    private record Rule(@Nullable Duration length, boolean saysGone) {}

    private final LongSupplier now;
    private volatile Rule rule;

    /**
     * @param now µs since the epoch
     * @param length null for ever
     * @param saysGone whether a window that begins earlier is refused, in place of being cut short without a word
     */
    public ListingRetention(LongSupplier now, @Nullable Duration length, boolean saysGone) {
        this.now = now;
        this.rule = new Rule(length, saysGone);
    }

    void set(@Nullable Duration length, boolean saysGone) {
        rule = new Rule(length, saysGone);
    }

    /**
     * The part of the window that is still shown.
     *
     * @throws GoneException when that is not all of it and is to be said. A window without a beginning asks for what
     *     there is, and is never too long
     */
    QueryWindow of(QueryWindow asked) {
        Rule current = rule;
        if (current.length() == null) {
            return asked;
        }
        long oldest = now.getAsLong() - TimeUnit.MICROSECONDS.convert(current.length());
        if (current.saysGone() && (asked.beginsBefore(oldest) || asked.endsBefore(oldest))) {
            throw new GoneException("window_gone", "since: nothing before %d is listed any more".formatted(oldest));
        }
        return asked.from(oldest);
    }
}
