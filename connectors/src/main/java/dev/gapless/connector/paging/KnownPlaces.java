package dev.gapless.connector.paging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Cursors that keep their meaning, each with the highest position before it. A listing that is asked by cursors alone
 * need not be read from its beginning for its newest items. Kept in memory: without them a walk takes longer. Safe for
 * many threads.
 */
final class KnownPlaces {

    private static final int MAX_LISTINGS = 10_000;
    private static final int MAX_PLACES = 64;

    /** Of one account's listing. */
    private record AccountListing(String account, String path, JsonPointer items) {}

    private final Map<AccountListing, NavigableMap<Long, String>> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountListing, NavigableMap<Long, String>> eldest) {
            return size() > MAX_LISTINGS;
        }
    };

    /** @param last the highest position before the cursor */
    synchronized void note(EventListing listing, String account, long last, String cursor) {
        NavigableMap<Long, String> known = places.computeIfAbsent(of(listing, account), key -> new TreeMap<>());
        known.put(last, cursor);
        if (known.size() > MAX_PLACES) {
            known.pollFirstEntry();
        }
    }

    /**
     * Takes out the latest place with nothing before it that is wanted. It is to be noted again once the source has
     * answered there. A source that does not take the cursor any more is so asked further and further below.
     *
     * @return null where none is known
     */
    synchronized Map.@Nullable Entry<Long, String> take(EventListing listing, String account, long from) {
        NavigableMap<Long, String> known = places.get(of(listing, account));
        Map.Entry<Long, String> latest = known == null ? null : known.lowerEntry(from);
        if (known != null && latest != null) {
            known.remove(latest.getKey());
        }
        return latest;
    }

    private static AccountListing of(EventListing listing, String account) {
        return new AccountListing(
                account, listing.request().path(), listing.items().at());
    }
}
