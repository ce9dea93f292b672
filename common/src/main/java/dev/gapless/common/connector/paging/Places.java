package dev.gapless.common.connector.paging;

/** Finds the place where a walk begins, or goes on. */
record Places(Listing listing) {

    Place start(Reach reach) {
        return switch (listing.paging()) {
            case Paging.Cursor cursor -> new CursorPlace(cursor, null);
            case Paging.Offset offset -> OffsetPlace.start(offset, listing.window(), reach);
            case Paging.MovingWindow window -> new WindowPlace(window, listing.window(), reach.bound(), reach.to());
        };
    }

    Place resumed(ResumePoint point, Reach reach) {
        return switch (listing.paging()) {
            case Paging.Cursor cursor -> new CursorPlace(cursor, point.text());
            case Paging.Offset offset ->
                new OffsetPlace(
                        offset,
                        listing.window(),
                        new Reach(
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
            case Paging.MovingWindow window -> new WindowPlace(window, listing.window(), point.offset(), reach.to());
        };
    }

    String kind() {
        return switch (listing.paging()) {
            case Paging.Cursor cursor -> "cursor";
            case Paging.Offset offset -> "offset";
            case Paging.MovingWindow window -> "window";
        };
    }
}
