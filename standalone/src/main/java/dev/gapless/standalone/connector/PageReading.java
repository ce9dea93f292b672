package dev.gapless.standalone.connector;

import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a stream, read as the miner reads it.
 *
 * @param from the window that was asked for
 * @param to its end, exclusive
 * @param page null when it could not be read
 * @param listed its items, those outside the window included
 * @param bytes of the answer's body
 * @param failure null when the page could be read
 */
record PageReading(
        String stream,
        long from,
        long to,
        @Nullable Page page,
        List<ListedItem> listed,
        int bytes,
        @Nullable FetchFailureText failure) {

    PageReading {
        listed = List.copyOf(listed);
    }

    static PageReading failed(String stream, long from, long to, FetchFailureText failure) {
        return new PageReading(stream, from, to, null, List.of(), 0, failure);
    }
}
