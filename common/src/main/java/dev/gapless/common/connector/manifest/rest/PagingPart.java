package dev.gapless.common.connector.manifest.rest;

import dev.gapless.common.connector.manifest.node.ManifestSection;
import dev.gapless.common.connector.manifest.node.ValueFormats;
import dev.gapless.common.connector.paging.ListingOrder;
import dev.gapless.common.connector.paging.PagingStyle;
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

    static PagingStyle read(ManifestSection paging, ListingOrder order, WindowParameters window) {
        By by = paging.decisive("by", ValueFormats.choice(By.CURSOR, By.class));
        if (by == null) {
            return new PagingStyle.Cursor("", JsonPointer.empty(), null);
        }
        @Nullable JsonPointer more = paging.optional("more", ValueFormats.pointer());
        return switch (by) {
            case CURSOR ->
                new PagingStyle.Cursor(
                        paging.value("parameter", ValueFormats.text()),
                        paging.value("next", ValueFormats.pointer()),
                        more);
            case OFFSET -> offset(paging, more);
            case WINDOW -> window(paging, order, window, more);
        };
    }

    private static PagingStyle offset(ManifestSection paging, @Nullable JsonPointer more) {
        @Nullable JsonPointer total = paging.optional("total", ValueFormats.pointer());
        if (total == null && more == null) {
            paging.problem(
                    "more",
                    "more or total is required",
                    "a short page is no sign of the end: name what the source says");
        }
        return new PagingStyle.Offset(paging.value("parameter", ValueFormats.text()), total, more);
    }

    private static PagingStyle window(
            ManifestSection paging, ListingOrder order, WindowParameters window, @Nullable JsonPointer more) {
        if (order != ListingOrder.OLDEST_FIRST || window.since() == null || !window.sinceInclusive()) {
            paging.problem(
                    "by",
                    "paging by window needs order: oldest-first and an inclusive window.since",
                    "page by cursor or offset if the source cannot do this");
        }
        return new PagingStyle.MovingWindow(paging.value("next", ValueFormats.pointer()), more);
    }

    /** The parameter that leads from page to page; null when it is the window's own. */
    static @Nullable String parameter(PagingStyle paging) {
        return switch (paging) {
            case PagingStyle.Cursor cursor -> cursor.parameter();
            case PagingStyle.Offset offset -> offset.parameter();
            case PagingStyle.MovingWindow window -> null;
        };
    }
}
