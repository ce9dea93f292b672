package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A walk's state between two pages.
 *
 * @param from the window's; a point of another window is of no use
 * @param seen places already visited, the latest ones, hashed
 * @param still pages in a row that moved nothing
 */
record ResumePoint(long from, long to, Progress progress, Cursor cursor, List<String> seen, int still) {
    /**
     * How far the walk has come.
     *
     * @param settled null in a point of a release that did not keep it; then the walk begins anew
     * @param part of the window that is walked by itself; null for the whole window
     * @param highest position of all pages so far; null in a point of a release that did not keep it
     */
    record Progress(
            long bound,
            long near,
            long edge,
            WalkProgress.@Nullable SettledBounds settled,
            @Nullable Range part,
            @Nullable Long highest) {}

    /**
     * The place of the next page.
     *
     * @param kind of the place; a point of another kind of paging is of no use
     * @param text cursor or marker
     * @param offset offset or lower bound
     */
    record Cursor(String kind, @Nullable String text, long offset, long base, long total) {}

    ResumePoint {
        seen = List.copyOf(seen);
    }

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    static ResumePoint of(WalkProgress reach, Range window, long highest, List<String> seen, int still) {
        Range walked = new Range(reach.from(), reach.to());
        return new ResumePoint(
                window.from(),
                window.to(),
                new Progress(
                        reach.bound(),
                        reach.near(),
                        reach.edge(),
                        reach.settled(),
                        walked.equals(window) ? null : walked,
                        highest),
                new Cursor("", null, 0, 0, 0),
                seen,
                still);
    }

    /** @param start of a walk over the same window */
    WalkProgress reach(WalkProgress start) {
        Range part = progress.part;
        long low = part == null ? from : part.from();
        long high = part == null ? to : part.to();
        return new WalkProgress(
                start.order(),
                low,
                high,
                progress.bound,
                progress.near,
                progress.edge,
                Objects.requireNonNull(progress.settled));
    }

    /** The highest position of all pages before the place. */
    long highest() {
        return progress.highest == null ? PageCursors.UNKNOWN : progress.highest;
    }

    ResumePoint at(String placeKind, @Nullable String placeText, long placeOffset, long placeBase, long placeTotal) {
        return new ResumePoint(
                from, to, progress, new Cursor(placeKind, placeText, placeOffset, placeBase, placeTotal), seen, still);
    }

    String write() {
        return MAPPER.writeValueAsString(this);
    }

    /** Null unless the text is a point of this very window and paging; then the walk begins anew. */
    static @Nullable ResumePoint read(@Nullable String text, long from, long to, String kind) {
        if (text == null) {
            return null;
        }
        try {
            ResumePoint point = MAPPER.readValue(text, ResumePoint.class);
            boolean fits = point != null
                    && point.progress.settled != null
                    && point.from == from
                    && point.to == to
                    && from <= point.progress.bound
                    && point.progress.bound <= to
                    && (point.progress.part == null || new Range(from, to).contains(point.progress.part))
                    && kind.equals(point.cursor.kind);
            return fits ? point : null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
