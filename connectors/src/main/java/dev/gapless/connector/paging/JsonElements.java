package dev.gapless.connector.paging;

import dev.gapless.connector.extraction.ParseResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Cuts a list in a message into its elements, each with the source's own bytes. */
public final class JsonElements {

    private JsonElements() {}

    /** Null when there is no list at the pointer. */
    public static @Nullable List<byte[]> of(byte[] message, JsonPointer list) {
        return new PageCutter(list, false, Set.of()).cut(message) instanceof ParseResult.Got<RawPage>(RawPage page)
                ? page.items()
                : null;
    }
}
