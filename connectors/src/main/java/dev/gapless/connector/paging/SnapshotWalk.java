package dev.gapless.connector.paging;

import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One call for one item, which covers nothing: it only tells what is the case now. */
final class SnapshotWalk implements PageWalk {

    private final SnapshotListing snapshot;
    private final ListingAddress address;
    private final StrictJson json;

    SnapshotWalk(SnapshotListing snapshot, ListingAddress address, StrictJson json) {
        this.snapshot = snapshot;
        this.address = address;
        this.json = json;
    }

    @Override
    public HttpCall next() {
        return address.call(Map.of());
    }

    @Override
    public PageStep accept(byte[] body, long settled) {
        return switch (new PageCutter(snapshot.item(), true, Set.of()).cut(body)) {
            case ParseResult.Refused<RawPage>(ParseError refusal) ->
                new PageStep.Unreadable(refusal.rule(), refusal.detail(), refusal.remedy());
            case ParseResult.Got<RawPage>(RawPage raw) -> page(ReadPage.of(raw, json, snapshot.reader(), null));
        };
    }

    private static PageStep page(ReadPage page) {
        return new PageStep.Page(page.itemsWithin(0, Long.MAX_VALUE, 0), page.broken(0), null, List.of(), null, true);
    }

    @Override
    public String resume() {
        return "{}";
    }
}
