package dev.gapless.common.connector;

import org.jspecify.annotations.Nullable;

/**
 * One walk through a listing, page by page. It knows the source's paging and nothing of networks, limits or retries:
 * the caller makes the {@link #next()} call and shows the body to {@link #accept}. A call may be repeated any number of
 * times before its body is accepted. Used by one thread.
 */
public interface PageWalk {

    /** The call to make now; the same until a body is accepted. */
    HttpCall next();

    /**
     * @param body of a 200 answer to {@link #next()}
     * @param settled positions from here on may still get items after this answer; {@link Long#MAX_VALUE} in numbered
     *     streams
     */
    PageStep accept(byte[] body, long settled);

    /**
     * The same, with what the answer's headers say of the way on.
     *
     * @param link the {@code Link} header; null when there was none
     */
    default PageStep accept(byte[] body, @Nullable String link, long settled) {
        return accept(body, settled);
    }

    /**
     * Where another walk over the same window can go on after the last accepted page; opaque, at most 2,000 characters.
     */
    String resume();
}
