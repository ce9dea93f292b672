package dev.gapless.connector.paging;

import dev.gapless.common.message.OutsideText;
import dev.gapless.connector.PageStep;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * Each page begins behind the item that ended the one before, or with it. The call names that item by its id, or by
 * some of its members.
 *
 * @param key the id, or the members in the order of their parameters; null on the first page
 */
record LastItemCursor(PagingStyle.LastItem paging, @Nullable List<String> key) implements PageCursor {

    private static final int MAX = 1_000;

    /** @param noted what {@link #noted} kept; null on the first page */
    static LastItemCursor at(PagingStyle.LastItem paging, @Nullable String noted) {
        if (noted == null || paging.members().isEmpty()) {
            return new LastItemCursor(paging, noted == null ? null : List.of(noted));
        }
        return new LastItemCursor(paging, members(noted, paging.members().size()));
    }

    /** Null for what was noted under another manifest: the walk begins anew. */
    private static @Nullable List<String> members(String noted, int count) {
        try {
            List<String> members = new ArrayList<>();
            for (JsonNode member : ResumePoint.MAPPER.readTree(noted)) {
                if (member.isString()) {
                    members.add(member.stringValue());
                }
            }
            return members.size() == count ? members : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    @Override
    public Map<String, String> parameters() {
        if (!paging.members().isEmpty()) {
            return key == null ? Map.of() : zipped(key);
        }
        String value = key == null ? paging.first() : key.getFirst();
        return value == null ? Map.of() : Map.of(paging.parameter(), value);
    }

    private Map<String, String> zipped(List<String> values) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Iterator<String> next = values.iterator();
        paging.members().keySet().forEach(name -> parameters.put(name, next.next()));
        return parameters;
    }

    @Override
    public String identity() {
        return key == null ? "" : "=" + written(key);
    }

    private String written(List<String> values) {
        return paging.members().isEmpty() ? values.getFirst() : ResumePoint.MAPPER.writeValueAsString(values);
    }

    @Override
    public int overlap() {
        return key != null && paging.inclusive() ? 1 : 0;
    }

    @Override
    public NextPage turn(ReadPage page) {
        HasMore more = HasMore.of(page, paging.more());
        if (more == HasMore.UNREADABLE) {
            JsonPointer pointer = Objects.requireNonNull(paging.more());
            return NextPage.unreadable(pointer, page.at(pointer), HasMore.EXPECTED);
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
        List<String> next = keyOf(page.entries().getLast());
        return next != null
                ? new NextPage.Next(new LastItemCursor(paging, next))
                : new NextPage.Refused(new PageStep.Unreadable(
                        "page-continuation",
                        paging.members().isEmpty()
                                ? "the last element has no id to go on from"
                                : "the last element lacks a text or a whole number at %s"
                                        .formatted(paging.members().values()),
                        paging.members().isEmpty()
                                ? "check item.id of the stream in the manifest"
                                : "check paging.parameters of the listing in the manifest"));
    }

    /** Null when the element has none that a call can carry. */
    private @Nullable List<String> keyOf(PageEntry entry) {
        if (!(entry instanceof PageEntry.Listed listed)) {
            return null;
        }
        List<String> found = new ArrayList<>();
        if (paging.members().isEmpty()) {
            found.add(listed.item().itemId());
        } else {
            JsonNode element = PageCutter.MAPPER.readTree(listed.item().bytes());
            for (JsonPointer member : paging.members().values()) {
                JsonNode value = element.at(member);
                if (!value.isString() && !value.isIntegralNumber()) {
                    return null;
                }
                found.add(value.asString());
            }
        }
        boolean carried = found.stream().allMatch(OutsideText::isUnicode)
                && ResumePoint.MAPPER.writeValueAsString(written(found)).length() <= MAX;
        return carried ? found : null;
    }

    private boolean beginsWithTheLast(ReadPage page) {
        return !page.entries().isEmpty() && Objects.equals(keyOf(page.entries().getFirst()), key);
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("last-item", key == null ? null : written(key), 0, 0, 0);
    }
}
