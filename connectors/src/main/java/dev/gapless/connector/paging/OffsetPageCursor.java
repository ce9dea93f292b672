package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Counts from the near end of the part that was not covered when the count began. Each page begins with the element
 * that ended the page before. If it does not, the listing has moved under the walk, and what was skipped is unknown.
 * Counting then begins anew at the edge of what is covered.
 *
 * @param base the bound at which the count began
 * @param offset of the page's first element
 * @param marker of the element expected there; null on the first page
 * @param total what the last page said; 0 on the first page
 */
record OffsetPageCursor(
        PagingStyle.Offset paging,
        WindowParameters window,
        WalkProgress base,
        long offset,
        @Nullable String marker,
        long total)
        implements PageCursor {

    static OffsetPageCursor start(PagingStyle.Offset paging, WindowParameters window, WalkProgress base) {
        return new OffsetPageCursor(paging, window, base, 0, null, 0);
    }

    @Override
    public Map<String, String> parameters() {
        boolean downward = base.order() == ListingOrder.NEWEST_FIRST;
        Map<String, String> parameters = new LinkedHashMap<>(
                window.asking(downward ? base.from() : base.bound(), downward ? base.bound() : base.to()));
        parameters.put(paging.parameter(), Long.toString(offset));
        return parameters;
    }

    @Override
    public String identity() {
        return base.bound() + "+" + offset + "=" + marker;
    }

    @Override
    public int overlap() {
        return marker == null ? 0 : 1;
    }

    @Override
    public NextPage turn(ReadPage page) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return NextPage.unreadable(pointer, page.at(pointer), HasMore.EXPECTED);
        }
        Long all = paging.whole().of(page);
        if (all != null && all < 0) {
            return paging.whole().unreadable(page);
        }
        String moved = moved(page, all);
        if (moved != null) {
            return new NextPage.Refused(new PageStep.Unsteady(moved));
        }
        long reached = offset + page.entries().size();
        boolean beyond = all != null && reached < all;
        if (more == HasMore.NO && beyond) {
            return new NextPage.Refused(new PageStep.Unsteady("the page ends the listing below its own total"));
        }
        if (more == HasMore.NO || (more == HasMore.UNSAID && !beyond)) {
            return new NextPage.End();
        }
        return onward(page, reached, all);
    }

    private NextPage onward(ReadPage page, long reached, @Nullable Long all) {
        if (page.entries().size() <= overlap()) {
            return new NextPage.Refused(new PageStep.Looping("a page without new elements says that more follow"));
        }
        String last = page.entries().getLast().marker();
        return new NextPage.Next(new OffsetPageCursor(paging, window, base, reached - 1, last, all == null ? 0 : all));
    }

    private @Nullable String moved(ReadPage page, @Nullable Long all) {
        if (all != null && all < total) {
            return "the listing's total shrank";
        }
        if (marker == null) {
            return null;
        }
        return !page.entries().isEmpty() && page.entries().getFirst().marker().equals(marker)
                ? null
                : "the page does not begin where the last one ended";
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("offset", marker, offset, base.bound(), total);
    }
}
