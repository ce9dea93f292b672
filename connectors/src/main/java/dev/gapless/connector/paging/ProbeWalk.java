package dev.gapless.connector.paging;

import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Looks at the page that names neither window nor place for the stream's highest number. A source that is asked by
 * stretches is asked for the number 1 alone, because it need not take calls without bounds. The items are left to the
 * walk that the frontier brings about.
 */
final class ProbeWalk implements PageWalk {

    private final EventListing listing;
    private final ListingAddress address;
    private final StrictJson json;

    ProbeWalk(EventListing listing, ListingAddress address, StrictJson json) {
        this.listing = listing;
        this.address = address;
        this.json = json;
    }

    @Override
    public HttpCall next() {
        if (listing.paging() instanceof PagingStyle.NumberRange) {
            return address.call(listing.window().asking(1, 2));
        }
        return address.call(
                listing.numbers() == null ? Map.of() : listing.numbers().probe());
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        JsonPointer head = listing.numbers() == null ? null : listing.numbers().pointer();
        Set<JsonPointer> values = head == null ? Set.of() : Set.of(head);
        return switch (new PageCutter(listing.items(), false, values).cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) -> page(ReadPage.of(raw, json, listing.reader(), null), head);
        };
    }

    private PageStep page(ReadPage page, @Nullable JsonPointer head) {
        long[] positions = page.positions();
        @Nullable
        Long highest =
                positions.length == 0 ? null : Arrays.stream(positions).max().orElseThrow();
        if (head != null) {
            highest = listing.window().form().parse(page.at(head));
            if (highest == null) {
                return new PageStep.Unreadable(
                        "page-head",
                        "%s: no whole number (expected: the stream's highest)".formatted(head),
                        "check head of the listing in the manifest");
            }
        }
        return new PageStep.Page(
                List.of(),
                List.of(),
                null,
                List.of(),
                listing.numbers() != null && highest != null && highest < Long.MAX_VALUE ? highest + 1 : null,
                true);
    }

    @Override
    public String resume() {
        return "{}";
    }
}
