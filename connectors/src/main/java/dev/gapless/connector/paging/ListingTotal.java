package dev.gapless.connector.paging;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * Where a page says how many items the whole listing has.
 *
 * @param pointer null where the page itself does not say
 * @param header of the answer that says it; null where none does
 */
record ListingTotal(@Nullable JsonPointer pointer, @Nullable String header) {

    private static final Pattern COUNT = Pattern.compile("[0-9]{1,18}");

    boolean told() {
        return pointer != null || header != null;
    }

    /** Null when the source gives no total, negative when it cannot be read. */
    @Nullable
    Long of(ReadPage page) {
        if (header != null) {
            String count = page.raw().link();
            return count != null && COUNT.matcher(count).matches() ? Long.parseLong(count) : -1L;
        }
        if (pointer == null) {
            return null;
        }
        JsonNode value = page.at(pointer);
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1L;
    }

    NextPage unreadable(ReadPage page) {
        if (pointer != null) {
            return NextPage.unreadable(pointer, page.at(pointer), "a whole number, not negative");
        }
        String count = page.raw().link();
        return NextPage.unreadable(
                "the header " + header,
                count == null ? MissingNode.getInstance() : StringNode.valueOf(count),
                "a whole number, not negative");
    }
}
