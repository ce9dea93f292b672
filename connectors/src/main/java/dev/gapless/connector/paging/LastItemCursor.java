package dev.gapless.connector.paging;

import dev.gapless.common.message.OutsideText;
import dev.gapless.connector.PageStep;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Each page begins behind the item that ended the one before, or with it, and the call names that item by its id.
 *
 * @param id null on the first page
 */
record LastItemCursor(PagingStyle.LastItem paging, @Nullable String id) implements PageCursor {

    private static final int MAX = 1_000;

    @Override
    public Map<String, String> parameters() {
        String value = id == null ? paging.first() : id;
        return value == null ? Map.of() : Map.of(paging.parameter(), value);
    }

    @Override
    public String identity() {
        return id == null ? "" : "=" + id;
    }

    @Override
    public int overlap() {
        return id != null && paging.inclusive() ? 1 : 0;
    }

    @Override
    public NextPage turn(ReadPage page) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return NextPage.unreadable(pointer, page.at(pointer), "a boolean");
        }
        if (overlap() == 1 && !beginsWithTheLast(page)) {
            return new NextPage.Refused(
                    new PageStep.Unsteady("the page does not begin with the item that ended the last one"));
        }
        boolean nothingNew = page.entries().size() <= overlap();
        if (more == HasMore.NO || (nothingNew && paging.emptyEnds())) {
            return new NextPage.End();
        }
        if (nothingNew) {
            return new NextPage.Refused(new PageStep.Looping("a page without new elements says that more follow"));
        }
        return page.entries().getLast() instanceof PageEntry.Listed last
                        && last.item().itemId().length() <= MAX
                        && OutsideText.isUnicode(last.item().itemId())
                ? new NextPage.Next(new LastItemCursor(paging, last.item().itemId()))
                : new NextPage.Refused(new PageStep.Unreadable(
                        "page-continuation",
                        "the last element has no id to go on from",
                        "check item.id of the stream in the manifest"));
    }

    private boolean beginsWithTheLast(ReadPage page) {
        return !page.entries().isEmpty()
                && page.entries().getFirst() instanceof PageEntry.Listed first
                && first.item().itemId().equals(id);
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("last-item", id, 0, 0, 0);
    }
}
