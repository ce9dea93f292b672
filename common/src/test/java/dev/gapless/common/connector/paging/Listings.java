package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.PageWalk;
import dev.gapless.common.connector.extraction.HashRules;
import dev.gapless.common.connector.extraction.ItemPointers;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.ItemRules;
import dev.gapless.common.connector.extraction.NumberForm;
import dev.gapless.common.connector.extraction.StrictJson;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Listings for tests, and walks through them. */
final class Listings {

    static final StreamId STREAM = new StreamId("model", "acc-1", "things");

    static final ItemReader READER = new ItemReader(
            new ItemPointers(JsonPointer.empty(), at("/id"), at("/at"), null, null, null),
            new ItemRules(NumberForm.MICROSECONDS, NumberForm.NUMBER, 1, true, HashRules.without(List.of())));

    static final WindowParameters BOTH = window("since", true, "until", true);

    private Listings() {}

    static Listing cursor(Order order, WindowParameters window) {
        return listing(order, window, new Paging.Cursor("cursor", at("/meta/next"), null));
    }

    static Listing offset(Order order, WindowParameters window) {
        return listing(order, window, new Paging.Offset("offset", at("/total"), at("/more")));
    }

    static Listing moving() {
        return listing(Order.OLDEST_FIRST, BOTH, new Paging.MovingWindow(at("/next"), null));
    }

    static Listing listing(Order order, WindowParameters window, Paging paging) {
        return new Listing(
                "/things/{account}", Map.of(), window, order, paging, at("/data"), READER, null, false, false);
    }

    /** Newest first by the time at the pointer, and asked for no window. */
    static Listing orderedBy(String pointer) {
        return new Listing(
                "/things/{account}",
                Map.of(),
                window(null, true, null, true),
                Order.NEWEST_FIRST,
                new Paging.Cursor("cursor", at("/meta/next"), null),
                at("/data"),
                READER,
                new OrderKey(at(pointer), NumberForm.MICROSECONDS),
                false,
                false);
    }

    static WindowParameters window(
            @Nullable String since, boolean sinceInclusive, @Nullable String until, boolean untilExclusive) {
        return new WindowParameters(since, sinceInclusive, until, untilExclusive, NumberForm.MICROSECONDS);
    }

    static PageWalk walk(Listing listing, long from, long to, @Nullable String resume) {
        PagedDoor door = new PagedDoor(
                URI.create("http://127.0.0.1:1/base/"), new StrictJson(10_000), Map.of("things", listing), Map.of());
        return door.walk(STREAM, MiningMode.GAP_FILL, from, to, resume);
    }

    static JsonPointer at(String pointer) {
        return JsonPointer.compile(pointer);
    }
}
