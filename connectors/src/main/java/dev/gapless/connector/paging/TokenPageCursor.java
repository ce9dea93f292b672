package dev.gapless.connector.paging;

import dev.gapless.common.message.OutsideText;
import dev.gapless.connector.paging.KnownPlaces.KnownPlace;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * @param cursor null on the first page
 * @param known where a walk begins at a place that another one has seen; null elsewhere
 */
record TokenPageCursor(
        PagingStyle.Cursor paging,
        @Nullable String cursor,
        @Nullable KnownPlace known) implements PageCursor {

    /** Longer ones would not fit into a resume point. */
    private static final int MAX = 1_000;

    TokenPageCursor(PagingStyle.Cursor paging, @Nullable String cursor) {
        this(paging, cursor, null);
    }

    @Override
    public Map<String, String> parameters() {
        return cursor == null ? Map.of() : Map.of(paging.parameter(), cursor);
    }

    @Override
    public String identity() {
        return cursor == null ? "" : "=" + cursor;
    }

    @Override
    public NextPage turn(ReadPage page) {
        JsonNode next = paging.header() == null
                ? page.at(paging.next())
                : named(page.raw().link());
        return switch (HasMore.of(page, paging.more())) {
            case NO -> new NextPage.End();
            case UNREADABLE -> {
                JsonPointer more = Objects.requireNonNull(paging.more());
                yield NextPage.unreadable(more, page.at(more), HasMore.EXPECTED);
            }
            case YES -> ends(next) ? NextPage.unreadable(paging.next(), next, "a cursor, as there is more") : to(next);
            case UNSAID -> ends(next) ? new NextPage.End() : to(next);
        };
    }

    private static JsonNode named(@Nullable String header) {
        return header == null ? MissingNode.getInstance() : StringNode.valueOf(header);
    }

    private static boolean ends(JsonNode next) {
        return next.isMissingNode()
                || next.isNull()
                || (next.isString() && next.stringValue().isEmpty());
    }

    private NextPage to(JsonNode next) {
        String name = next.isIntegralNumber() ? next.bigIntegerValue().toString() : next.stringValue("");
        int written = ResumePoint.MAPPER.writeValueAsString(name).length();
        return name.isEmpty() || written > MAX || !OutsideText.isUnicode(name)
                ? NextPage.unreadable(paging.next(), next, "a Unicode text of at most %d characters".formatted(MAX))
                : new NextPage.Next(new TokenPageCursor(paging, name));
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("cursor", cursor, 0, 0, 0);
    }
}
