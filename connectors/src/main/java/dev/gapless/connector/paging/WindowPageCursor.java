package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * The lower bound itself moves.
 *
 * @param since first position to ask for
 */
record WindowPageCursor(PagingStyle.MovingWindow paging, WindowParameters window, long since, long to)
        implements PageCursor {

    @Override
    public Map<String, String> parameters() {
        return window.asking(since, to);
    }

    @Override
    public String identity() {
        return Long.toString(since);
    }

    @Override
    public boolean continues() {
        return false;
    }

    @Override
    public NextPage turn(ReadPage page) {
        JsonNode next = page.at(paging.next());
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return NextPage.unreadable(pointer, page.at(pointer), HasMore.EXPECTED);
        }
        boolean absent = next.isMissingNode() || next.isNull();
        if (more == HasMore.NO || (more == HasMore.UNSAID && absent)) {
            return new NextPage.End();
        }
        Long bound = window.form().parse(next);
        if (bound == null) {
            return NextPage.unreadable(paging.next(), next, "a position, or null on the last page");
        }
        return to(page, bound);
    }

    private NextPage to(ReadPage page, long bound) {
        // a bound past the page's items may skip what it likes only where the page was empty
        long[] positions = page.positions();
        long next = positions.length == 0
                ? bound
                : Math.min(
                        bound, positions[positions.length - 1] + window.form().step());
        return next <= since
                ? new NextPage.Refused(new PageStep.Looping("the next lower bound is not above this one"))
                : new NextPage.Next(new WindowPageCursor(paging, window, next, to));
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("window", null, since, 0, 0);
    }
}
