package dev.gapless.connector.paging;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.HashRules;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.ItemParsingRules;
import dev.gapless.connector.extraction.ItemPointers;
import dev.gapless.connector.extraction.NumberForm;
import dev.gapless.connector.extraction.StrictJson;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/** Listings for tests, and walks through them. */
final class ListingFixtures {

    static final StreamId STREAM = new StreamId("model", "acc-1", "things");

    static final ItemParser READER = new ItemParser(
            new ItemPointers(JsonPointer.empty(), at("/id"), at("/at"), null, null, null),
            new ItemParsingRules(NumberForm.MICROSECONDS, NumberForm.NUMBER, 1, true, HashRules.without(List.of())));

    static final WindowParameters BOTH = window("since", true, "until", true);

    private ListingFixtures() {}

    static EventListing cursor(ListingOrder order, WindowParameters window) {
        return listing(order, window, new PagingStyle.Cursor("cursor", at("/meta/next"), null));
    }

    static EventListing offset(ListingOrder order, WindowParameters window) {
        return listing(order, window, new PagingStyle.Offset("offset", at("/total"), at("/more")));
    }

    static EventListing moving() {
        return listing(ListingOrder.OLDEST_FIRST, BOTH, new PagingStyle.MovingWindow(at("/next"), null));
    }

    static EventListing listing(ListingOrder order, WindowParameters window, PagingStyle paging) {
        return new EventListing(
                ListingRequest.get("/things/{account}", Map.of()),
                window,
                order,
                paging,
                at("/data"),
                READER,
                null,
                false,
                false,
                null);
    }

    /** Fifty items a page, unless fewer are asked for. */
    static EventListing sized() {
        return new EventListing(
                ListingRequest.get("/things/{account}", Map.of("limit", "50")),
                BOTH,
                ListingOrder.NEWEST_FIRST,
                new PagingStyle.Cursor("cursor", at("/meta/next"), null),
                at("/data"),
                READER,
                null,
                false,
                false,
                new PageSize("limit", 50, 1));
    }

    /** Newest first by the time at the pointer, and asked for no window. */
    static EventListing orderedBy(String pointer) {
        return new EventListing(
                ListingRequest.get("/things/{account}", Map.of()),
                window(null, true, null, true),
                ListingOrder.NEWEST_FIRST,
                new PagingStyle.Cursor("cursor", at("/meta/next"), null),
                at("/data"),
                READER,
                new OrderKey(at(pointer), NumberForm.MICROSECONDS),
                false,
                false,
                null);
    }

    static WindowParameters window(
            @Nullable String since, boolean sinceInclusive, @Nullable String until, boolean untilExclusive) {
        return new WindowParameters(since, sinceInclusive, until, untilExclusive, NumberForm.MICROSECONDS);
    }

    static PageWalk walk(EventListing listing, long from, long to, @Nullable String resume) {
        ListingWalkFactory path = new ListingWalkFactory(
                URI.create("http://127.0.0.1:1/base/"), new StrictJson(10_000), Map.of("things", listing), Map.of());
        return path.walk(STREAM, MiningMode.GAP_FILL, from, to, resume);
    }

    static JsonPointer at(String pointer) {
        return JsonPointer.compile(pointer);
    }
}
