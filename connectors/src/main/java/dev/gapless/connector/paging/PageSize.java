package dev.gapless.connector.paging;

import org.jspecify.annotations.Nullable;

/**
 * The number of items that a call requests.
 *
 * @param parameter which carries the number
 * @param value the manifest's number
 * @param least at least so many; less would not lead from page to page
 */
public record PageSize(String parameter, long value, long least) {

    /** Half as many, from {@code now}; null when they are as few as can be. */
    @Nullable
    Long half(long now) {
        return now <= least ? null : Long.valueOf(Math.max(least, now / 2));
    }
}
