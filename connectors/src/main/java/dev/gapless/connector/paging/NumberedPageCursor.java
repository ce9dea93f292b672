package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonPointer;

/**
 * Pages have numbers. Items that are added in front move others to later pages, where they are seen again. Items that
 * vanish would move others to earlier pages, unseen: a total that shrinks begins the count anew.
 *
 * @param number of the page
 * @param seen elements on the pages before
 * @param total what the last page said; 0 on the first page
 */
record NumberedPageCursor(PagingStyle.PageNumber paging, long number, long seen, long total) implements PageCursor {

    @Override
    public Map<String, String> parameters() {
        return Map.of(paging.parameter(), Long.toString(number));
    }

    @Override
    public String identity() {
        return "#" + number;
    }

    @Override
    public boolean continues() {
        return false;
    }

    @Override
    public NextPage turn(ReadPage page) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return NextPage.unreadable(pointer, page.at(pointer), HasMore.EXPECTED);
        }
        Long told = paging.whole().of(page);
        if (told != null && told < 0) {
            return paging.whole().unreadable(page);
        }
        long all = told == null ? total : told;
        if (all < total) {
            return new NextPage.Refused(new PageStep.Unsteady("the listing's total shrank"));
        }
        boolean empty = page.entries().isEmpty();
        long reached = seen + page.entries().size();
        boolean ends = more == HasMore.NO
                || (more == HasMore.UNSAID && told != null && reached >= all)
                || (empty && paging.emptyEnds());
        if (ends) {
            return new NextPage.End();
        }
        return empty
                ? new NextPage.Refused(new PageStep.Looping("an empty page says that more follow"))
                : new NextPage.Next(new NumberedPageCursor(paging, number + 1, reached, all));
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("page", null, number, seen, total);
    }
}
