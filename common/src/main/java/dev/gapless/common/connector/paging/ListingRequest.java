package dev.gapless.common.connector.paging;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a listing is asked for.
 *
 * @param path below the base URL, with {@code {account}} where the account's id goes
 * @param fixed parameters of each call, page size included
 * @param body JSON to POST, in which parameters whose names are JSON pointers have their places; null for a GET
 * @param texts parameters of the body that are texts even if they are digits
 */
public record ListingRequest(
        String path, Map<String, String> fixed, @Nullable JsonTemplate body, Set<String> texts) {

    public ListingRequest {
        texts = Set.copyOf(texts);
    }

    /** A GET. */
    public static ListingRequest get(String path, Map<String, String> fixed) {
        return new ListingRequest(path, fixed, null, Set.of());
    }
}
