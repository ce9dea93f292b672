package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Where a walk of a whole listing stands between two slices.
 *
 * @param from of the window
 * @param to of the window
 * @param part of the window that is walked by itself, the parts before it being done
 * @param cursor of the next page; null at the start of a part
 * @param reach what the pages of the part have shown
 * @param restarts how often the walk began anew since it ended a part
 * @param size items of a page; null for what the manifest says
 * @param trail latest pages of the part, hashed
 * @param still pages in a row without an item
 */
record WholePoint(
        long from,
        long to,
        Range part,
        @Nullable String cursor,
        WholeReach reach,
        int restarts,
        @Nullable Long size,
        List<String> trail,
        int still) {

    /**
     * What the pages of a part have shown so far.
     *
     * @param settled of the first page; {@link Long#MAX_VALUE} before it
     * @param seen first position behind the items of the part that were seen
     */
    record WholeReach(long settled, long seen) {

        static WholeReach start(Range part) {
            return new WholeReach(Long.MAX_VALUE, part.from());
        }
    }

    WholePoint {
        Objects.requireNonNull(part);
        Objects.requireNonNull(reach);
        trail = List.copyOf(trail);
    }

    /** Null unless the text is a point of this very window and paging; then the walk begins anew. */
    static @Nullable WholePoint read(@Nullable String text, Range window) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            WholePoint point = ResumePoint.MAPPER.readValue(text, WholePoint.class);
            return point != null && point.fits(window) ? point : null;
        } catch (JacksonException e) {
            // of another paging or release
            return null;
        }
    }

    private boolean fits(Range window) {
        return from == window.from()
                && to == window.to()
                && window.contains(part)
                && part.from() <= reach.seen()
                && reach.seen() <= part.to();
    }

    String write() {
        return ResumePoint.MAPPER.writeValueAsString(this);
    }
}
