package dev.gapless.common.connector.paging;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** How a source leads from page to page. */
public sealed interface PagingStyle {

    /** True or false where the page says whether another follows; null when it does not say. */
    @Nullable
    JsonPointer more();

    /**
     * The page names the next one.
     *
     * @param parameter which carries the name
     * @param next absent, null or empty on the last page
     */
    record Cursor(
            String parameter, JsonPointer next, @Nullable JsonPointer more) implements PagingStyle {}

    /**
     * The caller counts.
     *
     * @param total how many items the whole listing has; null when the source does not say, then {@code more} is given
     */
    record Offset(
            String parameter,
            @Nullable JsonPointer total,
            @Nullable JsonPointer more) implements PagingStyle {}

    /**
     * The lower bound moves up. A page holds every item of its last position when {@code next} is past it.
     *
     * @param next the next page's lower bound; absent or null on the last page
     */
    record MovingWindow(JsonPointer next, @Nullable JsonPointer more) implements PagingStyle {}
}
