package dev.gapless.connector.paging;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.StrictJson;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A source's paged listings. */
public final class ListingWalkFactory {

    private final URI base;
    private final StrictJson json;
    private final Map<String, EventListing> listings;
    private final Map<String, SnapshotListing> snapshots;
    private final KnownPlaces known = new KnownPlaces();

    /**
     * @param listings event streams, by name
     * @param snapshots snapshot streams, by name
     */
    public ListingWalkFactory(
            URI base, StrictJson json, Map<String, EventListing> listings, Map<String, SnapshotListing> snapshots) {
        this.base = base;
        this.json = json;
        this.listings = Map.copyOf(listings);
        this.snapshots = Map.copyOf(snapshots);
    }

    /** @throws IllegalArgumentException when there is no such stream, or the window is empty where one is needed */
    public PageWalk walk(StreamId stream, MiningMode mode, long from, long to, @Nullable String resume) {
        SnapshotListing snapshot = snapshots.get(stream.stream());
        if (snapshot != null) {
            return new SnapshotWalk(snapshot, new ListingAddress(base, snapshot.request(), stream.account()), json);
        }
        EventListing listing = listings.get(stream.stream());
        if (listing == null) {
            throw new IllegalArgumentException("stream: %s (expected: one of the manifest's)".formatted(stream));
        }
        ListingAddress address = new ListingAddress(base, listing.request(), stream.account());
        return switch (mode) {
            case PROBE -> new ProbeWalk(listing, address, json);
            case GAP_FILL, INCREMENTAL ->
                walk(new PageCursors(listing, address, known, stream, false), from, to, resume);
            // what they read is compared, so that it must not depend on another walk
            case RECONCILE, AUDIT, SNAPSHOT ->
                walk(new PageCursors(listing, address, known, stream, true), from, to, resume);
        };
    }

    private PageWalk walk(PageCursors places, long from, long to, @Nullable String resume) {
        EventListing listing = places.listing();
        ListingAddress address = places.address();
        if (from < 0 || from >= to) {
            throw new IllegalArgumentException("window: [%d,%d) (expected: 0 <= from < to)".formatted(from, to));
        }
        return switch (listing.paging()) {
            case PagingStyle.NumberRange range ->
                new RangeWalk(listing, range, address, json, new Range(from, to), resume);
            case PagingStyle.WholeListing whole ->
                new WholeWalk(listing, whole, address, json, new Range(from, to), resume);
            default -> new ListingWalk(places, json, WalkProgress.start(listing.order(), from, to), resume);
        };
    }
}
