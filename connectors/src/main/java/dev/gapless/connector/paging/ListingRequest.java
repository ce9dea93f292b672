package dev.gapless.connector.paging;

import dev.gapless.connector.AbsenceRule;
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
 * @param absence when an answer says that what is asked for is gone; null where the status alone says it
 */
public record ListingRequest(
        String path,
        Map<String, String> fixed,
        @Nullable JsonTemplate body,
        Set<String> texts,
        @Nullable AbsenceRule absence) {

    /** Parts a parameter's name from a place in the JSON that the parameter holds. */
    public static final char INSIDE = '#';

    /** Whose status alone says whether it is gone. */
    public ListingRequest(String path, Map<String, String> fixed, @Nullable JsonTemplate body, Set<String> texts) {
        this(path, fixed, body, texts, null);
    }

    public ListingRequest {
        texts = Set.copyOf(texts);
    }

    /** A GET. */
    public static ListingRequest get(String path, Map<String, String> fixed) {
        return new ListingRequest(path, fixed, null, Set.of());
    }
}
