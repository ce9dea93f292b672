package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.common.coverage.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's text of one {@code int8multirange} with finite ends, such as <code>{[0,5),[7,9)}</code>, or of several,
 * one behind the other.
 */
final class MultirangeText {

    private MultirangeText() {}

    /** @return the ranges in the order of the text; those of one multirange are ascending and apart */
    static List<Range> parse(String text) {
        List<Range> ranges = new ArrayList<>();
        int open = text.indexOf('[');
        while (open >= 0) {
            int comma = text.indexOf(',', open);
            int close = text.indexOf(')', comma);
            ranges.add(Range.of(Long.parseLong(text, open + 1, comma, 10), Long.parseLong(text, comma + 1, close, 10)));
            open = text.indexOf('[', close);
        }
        return ranges;
    }
}
