package dev.gapless.connector.manifest.rest;

import dev.gapless.connector.TooManyRule;
import dev.gapless.connector.expression.MessageCondition;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.ValueFormat;
import dev.gapless.connector.manifest.node.ValueFormats;
import dev.gapless.connector.manifest.part.ConditionPart;
import dev.gapless.connector.paging.ListingOrder;
import dev.gapless.connector.paging.PagingStyle;
import dev.gapless.connector.paging.WindowParameters;
import java.util.Map;
import java.util.Set;
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
        LAST_ITEM,
        RANGE,
        WHOLE
    }

    /** What a page without items means. */
    private enum EmptyPage {
        NOTHING,
        END
    }

    private static final long MOST_WIDTH = 1_000_000;
    private static final ValueFormat<Long> WIDTH = ValueFormats.whole(1, 1_000_000_000);

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
            case CURSOR -> cursor(paging, order, window, more);
            case OFFSET -> offset(paging, more);
            case WINDOW -> window(paging, order, window, more);
            case LINK -> {
                if (paging.has("more")) {
                    paging.problem("more", "not with link", "leave it out: the header says whether a page follows");
                }
                yield new PagingStyle.Link();
            }
            case PAGE -> page(paging, more);
            case LAST_ITEM -> lastItem(paging, more);
            case RANGE -> range(paging, order, window, more);
            case WHOLE -> {
                if (paging.has("more")) {
                    paging.problem("more", "not with whole", "leave it out: the last page has no next cursor");
                }
                yield new PagingStyle.WholeListing(new PagingStyle.Cursor(
                        paging.value("parameter", ValueFormats.text()),
                        paging.value("next", ValueFormats.pointer()),
                        null));
            }
        };
    }

    /** By its id in one parameter, or by several members in several. */
    private static PagingStyle lastItem(ManifestSection paging, @Nullable JsonPointer more) {
        @Nullable ManifestSection several = paging.optionalSection("parameters");
        Map<String, JsonPointer> members = several == null ? Map.of() : several.values(ValueFormats.pointer());
        @Nullable String parameter = paging.optional("parameter", ValueFormats.text());
        if (paging.has("parameter") == paging.has("parameters")) {
            paging.problem(
                    "parameter",
                    "required: a text that is not empty, unless parameters are named",
                    "write: parameter: since_id, or: parameters: {after_time: /created_at, after_id: /id}");
        } else if (paging.has("parameters") && members.size() < 2) {
            paging.problem("parameters", "two members or more", "one alone is the id: write: parameter: since_id");
        }
        if (paging.has("parameters") && paging.has("first")) {
            paging.problem("first", "only beside parameter", "leave it out: the first page has no parameters");
        }
        return new PagingStyle.LastItem(
                parameter == null ? "" : parameter,
                paging.optional("first", ValueFormats.text()),
                paging.value("inclusive", ValueFormats.flag(), false),
                more,
                emptyEnds(paging, more == null),
                members);
    }

    private static PagingStyle range(
            ManifestSection paging, ListingOrder order, WindowParameters window, @Nullable JsonPointer more) {
        if (order != ListingOrder.OLDEST_FIRST || window.since() == null || window.until() == null) {
            paging.problem(
                    "by",
                    "paging by range needs order: oldest-first, window.since and window.until",
                    "stretches are asked for upwards, each with both ends");
        }
        long width = paging.value("width", WIDTH);
        long most = paging.value("max-width", WIDTH, Math.max(width, MOST_WIDTH));
        if (most < width) {
            paging.problem("max-width", "not less than width", "write: max-width: " + width);
        }
        @Nullable Long limit = paging.optional("limit", ValueFormats.whole(2, 1_000_000));
        @Nullable MessageCondition tooMany = ConditionPart.read(paging, "too-many-when", ConditionPart.ANSWER);
        if (!paging.has("limit") && more == null && !paging.has("too-many-when")) {
            paging.problem(
                    "limit",
                    "limit, more or too-many-when is required",
                    "an answer that was cut would look whole: write how many items one holds at most: limit: 1000");
        }
        return new PagingStyle.NumberRange(width, most, limit, more, tooMany == null ? null : new TooManyRule(tooMany));
    }

    private static PagingStyle cursor(
            ManifestSection paging, ListingOrder order, WindowParameters window, @Nullable JsonPointer more) {
        String parameter = paging.value("parameter", ValueFormats.text());
        @Nullable String header = paging.optional("header", HEADER);
        @Nullable JsonPointer next = paging.optional("next", ValueFormats.pointer());
        if (paging.has("next") == paging.has("header")) {
            paging.problem(
                    "next", "required: a JSON pointer (RFC 6901), unless header is named", "write: next: /paging/next");
        }
        boolean lasting = paging.value("lasting", ValueFormats.flag(), false);
        if (lasting && (order != ListingOrder.OLDEST_FIRST || window.since() != null || window.until() != null)) {
            paging.problem(
                    "lasting",
                    "only where the order is oldest-first and window has neither since nor until",
                    "leave it out: a walk begins where the window does, and a cursor may hold the window's end");
        }
        return new PagingStyle.Cursor(parameter, next == null ? JsonPointer.empty() : next, more, header, lasting);
    }

    private static PagingStyle offset(ManifestSection paging, @Nullable JsonPointer more) {
        @Nullable JsonPointer total = paging.optional("total", ValueFormats.pointer());
        @Nullable String header = totalHeader(paging);
        if (total == null && header == null && more == null) {
            paging.problem(
                    "more",
                    "more, total or header is required",
                    "a short page is no sign of the end: name what the source says");
        }
        return new PagingStyle.Offset(paging.value("parameter", ValueFormats.text()), total, more, header);
    }

    private static PagingStyle page(ManifestSection paging, @Nullable JsonPointer more) {
        @Nullable JsonPointer total = paging.optional("total", ValueFormats.pointer());
        @Nullable String header = totalHeader(paging);
        return new PagingStyle.PageNumber(
                paging.value("parameter", ValueFormats.text()),
                paging.value("first", ValueFormats.whole(0, 1), 1L),
                total,
                more,
                emptyEnds(paging, total == null && header == null && more == null),
                header);
    }

    /** The header that tells the total, where the page does not. */
    private static @Nullable String totalHeader(ManifestSection paging) {
        @Nullable String header = paging.optional("header", HEADER);
        if (header != null && paging.has("total")) {
            paging.problem("header", "not beside total", "leave out the one that the source does not send");
        }
        return header;
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

    /** The parameters that lead from page to page; none when they are the window's own. */
    static Set<String> parameters(PagingStyle paging) {
        return switch (paging) {
            case PagingStyle.Cursor cursor -> Set.of(cursor.parameter());
            case PagingStyle.Offset offset -> Set.of(offset.parameter());
            case PagingStyle.PageNumber page -> Set.of(page.parameter());
            case PagingStyle.LastItem item ->
                item.members().isEmpty()
                        ? Set.of(item.parameter())
                        : item.members().keySet();
            case PagingStyle.MovingWindow window -> Set.of();
            case PagingStyle.Link link -> Set.of();
            case PagingStyle.NumberRange range -> Set.of();
            case PagingStyle.WholeListing whole -> Set.of(whole.cursor().parameter());
        };
    }
}
