package dev.gapless.common.connector.paging;

import dev.gapless.common.message.OutsideText;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** @param cursor null on the first page */
record CursorPlace(Paging.Cursor paging, @Nullable String cursor) implements Place {

    /** Longer ones would not fit into a resume point. */
    private static final int LONGEST = 1_000;

    @Override
    public Map<String, String> parameters() {
        return cursor == null ? Map.of() : Map.of(paging.parameter(), cursor);
    }

    @Override
    public String identity() {
        return cursor == null ? "" : "=" + cursor;
    }

    @Override
    public Turn turn(ReadPage page) {
        JsonNode next = page.at(paging.next());
        return switch (More.of(page, paging.more())) {
            case NO -> new Turn.End();
            case UNREADABLE -> Turn.unreadable(Objects.requireNonNull(paging.more()), next, "a boolean");
            case YES -> ends(next) ? Turn.unreadable(paging.next(), next, "a cursor, as there is more") : to(next);
            case UNSAID -> ends(next) ? new Turn.End() : to(next);
        };
    }

    private static boolean ends(JsonNode next) {
        return next.isMissingNode()
                || next.isNull()
                || (next.isString() && next.stringValue().isEmpty());
    }

    private Turn to(JsonNode next) {
        String name = next.isIntegralNumber() ? next.bigIntegerValue().toString() : next.stringValue("");
        int written = ResumePoint.MAPPER.writeValueAsString(name).length();
        return name.isEmpty() || written > LONGEST || !OutsideText.isUnicode(name)
                ? Turn.unreadable(paging.next(), next, "a Unicode text of at most %d characters".formatted(LONGEST))
                : new Turn.Next(new CursorPlace(paging, name));
    }

    @Override
    public ResumePoint noted(ResumePoint point) {
        return point.at("cursor", cursor, 0, 0, 0);
    }
}
