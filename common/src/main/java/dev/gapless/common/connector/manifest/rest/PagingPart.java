package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.manifest.node.Forms;
import dev.gapless.common.connector.manifest.node.Section;
import dev.gapless.common.connector.paging.Order;
import dev.gapless.common.connector.paging.Paging;
import dev.gapless.common.connector.paging.WindowParameters;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.listing.paging}. */
final class PagingPart {

    private enum By {
        CURSOR,
        OFFSET,
        WINDOW
    }

    private PagingPart() {}

    static Paging read(Section paging, Order order, WindowParameters window) {
        By by = paging.decisive("by", Forms.choice(By.CURSOR, By.class));
        if (by == null) {
            return new Paging.Cursor("", JsonPointer.empty(), null);
        }
        @Nullable JsonPointer more = paging.optional("more", Forms.pointer());
        return switch (by) {
            case CURSOR ->
                new Paging.Cursor(paging.value("parameter", Forms.text()), paging.value("next", Forms.pointer()), more);
            case OFFSET -> offset(paging, more);
            case WINDOW -> window(paging, order, window, more);
        };
    }

    private static Paging offset(Section paging, @Nullable JsonPointer more) {
        @Nullable JsonPointer total = paging.optional("total", Forms.pointer());
        if (total == null && more == null) {
            paging.problem(
                    "more",
                    "more or total is required",
                    "a short page is no sign of the end: name what the source says");
        }
        return new Paging.Offset(paging.value("parameter", Forms.text()), total, more);
    }

    private static Paging window(Section paging, Order order, WindowParameters window, @Nullable JsonPointer more) {
        if (order != Order.OLDEST_FIRST || window.since() == null || !window.sinceInclusive()) {
            paging.problem(
                    "by",
                    "paging by window needs order: oldest-first and an inclusive window.since",
                    "page by cursor or offset if the source cannot do this");
        }
        return new Paging.MovingWindow(paging.value("next", Forms.pointer()), more);
    }

    /** The parameter that leads from page to page; null when it is the window's own. */
    static @Nullable String parameter(Paging paging) {
        return switch (paging) {
            case Paging.Cursor cursor -> cursor.parameter();
            case Paging.Offset offset -> offset.parameter();
            case Paging.MovingWindow window -> null;
        };
    }
}
