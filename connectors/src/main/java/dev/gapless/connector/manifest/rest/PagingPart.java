package dev.gapless.connector.manifest.rest;

import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.paging.ListingOrder;
import dev.gapless.connector.paging.PagingStyle;
import dev.gapless.connector.paging.WindowParameters;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** {@code streams.NAME.listing.paging}. */
final class PagingPart {

    private enum By {
        CURSOR,
        OFFSET,
        WINDOW,
        LINK,
        PAGE,
        LAST_ITEM
    }

    /** What a page without items means. */
    private enum EmptyPage {
        NOTHING,
        END
    }

    private static final ValueFormat<String> HEADER = ValueFormats.matching(
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}"), "a header's name", "X-Next-Cursor");

    private PagingPart() {}

    static PagingStyle read(ManifestSection paging, ListingOrder order, WindowParameters window) {
        By by = paging.decisive("by", ValueFormats.choice(By.CURSOR, By.class));
        if (by == null) {
            return new PagingStyle.Cursor("", JsonPointer.empty(), null);
        }
        @Nullable JsonPointer more = paging.optional("more", ValueFormats.pointer());
        return switch (by) {
            case CURSOR -> cursor(paging, more);
            case OFFSET -> offset(paging, more);
            case WINDOW -> window(paging, order, window, more);
            case LINK -> {
                if (paging.has("more")) {
                    paging.problem("more", "not with link", "leave it out: the header says whether a page follows");
                }
                yield new PagingStyle.Link();
            }
            case PAGE -> page(paging, more);
            case LAST_ITEM ->
                new PagingStyle.LastItem(
                        paging.value("parameter", ValueFormats.text()),
                        paging.optional("first", ValueFormats.text()),
                        paging.value("inclusive", ValueFormats.flag(), false),
                        more,
                        emptyEnds(paging, more == null));
        };
    }

    private static PagingStyle cursor(ManifestSection paging, @Nullable JsonPointer more) {
        String parameter = paging.value("parameter", ValueFormats.text());
        @Nullable String header = paging.optional("header", HEADER);
        @Nullable JsonPointer next = paging.optional("next", ValueFormats.pointer());
        if (paging.has("next") == paging.has("header")) {
            paging.problem(
                    "next", "required: a JSON pointer (RFC 6901), unless header is named", "write: next: /paging/next");
        }
        return new PagingStyle.Cursor(parameter, next == null ? JsonPointer.empty() : next, more, header);
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

    private static PagingStyle page(ManifestSection paging, @Nullable JsonPointer more) {
        @Nullable JsonPointer total = paging.optional("total", ValueFormats.pointer());
        return new PagingStyle.PageNumber(
                paging.value("parameter", ValueFormats.text()),
                paging.value("first", ValueFormats.whole(0, 1), 1L),
                total,
                more,
                emptyEnds(paging, total == null && more == null));
    }

    private static boolean emptyEnds(ManifestSection paging, boolean unsaid) {
        EmptyPage empty =
                paging.value("empty-page", ValueFormats.choice(EmptyPage.NOTHING, EmptyPage.class), EmptyPage.NOTHING);
        if (unsaid && empty == EmptyPage.NOTHING) {
            paging.problem(
                    "empty-page",
                    "end, where nothing else says that no page follows",
                    "name more or total, or set empty-page: end if the source documents it");
        }
        return empty == EmptyPage.END;
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
            case PagingStyle.PageNumber page -> page.parameter();
            case PagingStyle.LastItem item -> item.parameter();
            case PagingStyle.MovingWindow window -> null;
            case PagingStyle.Link link -> null;
        };
    }
}
