package dev.gapless.connector;

import dev.gapless.common.coverage.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a listing, page by page. It knows the source's paging and nothing of networks, limits or retries:
 * the caller makes the {@link #next()} call and shows the body to {@link #accept}. A call may be repeated any number of
 * times before its body is accepted. Used by one thread.
 */
public interface PageWalk {

    /** What became of the wish for a shorter answer. */
    enum Narrowing {
        /** The next call asks for fewer items at the same place. */
        FEWER_ITEMS,

        /** The next call asks for a part of the window; the rest is asked for after it. */
        SMALLER_WINDOW,

        /** A single position is too long; the walk goes on behind it and does not cover it. */
        POSITION_SKIPPED,

        /** No shorter answer can be asked for; {@link PageWalk#next()} is unchanged. */
        NONE,

        /** The walk began anew as often as it may, slices before this one included. It is given up. */
        GIVEN_UP
    }

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
     * The answer to {@link #next()} is longer than is read. Asks for fewer items or, where they are as few as can be,
     * for a part of the window.
     */
    default Narrowing narrow() {
        return Narrowing.NONE;
    }

    /**
     * The way through the listing led nowhere. The source refuses {@link #next()} as too much, or as a place that it no
     * longer keeps, or it leads in a circle. Takes another way.
     */
    default Narrowing restart() {
        return narrow();
    }

    /**
     * The source was asked and gave no page, for a reason that may lie in the place that {@link #next()} names. A call
     * that was not made is none, nor is a refusal for the source's limit.
     */
    default void unanswered() {
        // most walks begin at no place that the source may have lost
    }

    /** What its pages' claims rest on, a second look aside. */
    default Evidence evidence() {
        return Evidence.PAGE_WALK;
    }

    /**
     * Where another walk over the same window can go on after the last accepted page; opaque, at most 2,000 characters.
     */
    String resume();
}
