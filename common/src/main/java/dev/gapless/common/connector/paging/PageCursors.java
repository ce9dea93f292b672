package dev.gapless.common.connector.paging;

/** Finds the place where a walk begins, or goes on. */
record PageCursors(EventListing listing) {

    PageCursor start(WalkProgress reach) {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> new TokenPageCursor(cursor, null);
            case PagingStyle.Offset offset -> OffsetPageCursor.start(offset, listing.window(), reach);
            case PagingStyle.MovingWindow window ->
                new WindowPageCursor(window, listing.window(), reach.bound(), reach.to());
        };
    }

    PageCursor resumed(ResumePoint point, WalkProgress reach) {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> new TokenPageCursor(cursor, point.text());
            case PagingStyle.Offset offset ->
                new OffsetPageCursor(
                        offset,
                        listing.window(),
                        new WalkProgress(
                                reach.order(),
                                reach.from(),
                                reach.to(),
                                point.base(),
                                reach.near(),
                                reach.edge(),
                                reach.settled()),
                        point.offset(),
                        point.text(),
                        point.total());
            case PagingStyle.MovingWindow window ->
                new WindowPageCursor(window, listing.window(), point.offset(), reach.to());
        };
    }

    String kind() {
        return switch (listing.paging()) {
            case PagingStyle.Cursor cursor -> "cursor";
            case PagingStyle.Offset offset -> "offset";
            case PagingStyle.MovingWindow window -> "window";
        };
    }
}
