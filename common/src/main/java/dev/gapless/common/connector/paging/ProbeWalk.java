package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.connector.PageStep;
import dev.gapless.common.connector.PageWalk;
import dev.gapless.common.connector.extraction.ParseError;
import dev.gapless.common.connector.extraction.ParseResult;
import dev.gapless.common.connector.extraction.StrictJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the first page of a newest-first listing for its highest number. Its items are left to the walk that the
 * frontier brings about.
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
        return address.call(Map.of());
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return switch (new PageCutter(listing.items(), false, Set.of()).cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) -> page(ReadPage.of(raw, json, listing.reader(), null));
        };
    }

    private PageStep page(ReadPage page) {
        long[] positions = page.positions();
        boolean tells = listing.numbered() && positions.length > 0;
        return new PageStep.Page(
                List.of(),
                List.of(),
                null,
                List.of(),
                tells ? Arrays.stream(positions).max().orElseThrow() + 1 : null,
                true);
    }

    @Override
    public String resume() {
        return "{}";
    }
}
