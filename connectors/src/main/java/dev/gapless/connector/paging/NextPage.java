package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep;
import dev.gapless.connector.extraction.JsonKind;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** What a page says of the way on. */
sealed interface NextPage {

    /** By the source's own word there is no further page. */
    record End() implements NextPage {}

    record Next(PageCursor place) implements NextPage {}

    /** The page proves nothing and is not taken. */
    record Refused(PageStep step) implements NextPage {}

    static NextPage unreadable(JsonPointer pointer, JsonNode found, String expected) {
        return unreadable(pointer.toString(), found, expected);
    }

    static NextPage unreadable(String where, JsonNode found, String expected) {
        return new Refused(new PageStep.Unreadable(
                "page-continuation",
                "%s: %s (expected: %s)".formatted(where, JsonKind.of(found), expected),
                "compare the page with the listing's paging in the manifest"));
    }
}
