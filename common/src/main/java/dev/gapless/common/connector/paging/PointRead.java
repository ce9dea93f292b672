package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.AbsenceRule;
import dev.gapless.common.connector.HttpCall;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one item of a stream can be read by itself.
 *
 * @param path below the base URL, with {@code {account}} and {@code {item}} where the two ids go
 * @param absence when an answer says that there is no such item; null where 404 and 410 say it
 */
public record PointRead(URI base, String path, @Nullable AbsenceRule absence) {

    private static final String ITEM = "{item}";

    /** Null for an item whose id, as a path segment, would mean another resource. */
    public @Nullable HttpCall call(String account, String itemId) {
        return itemId.equals(".") || itemId.equals("..")
                ? null
                : new ListingAddress(
                                base,
                                new ListingRequest(
                                        path.replace(ITEM, ListingAddress.encoded(itemId)),
                                        Map.of(),
                                        null,
                                        Set.of(),
                                        absence),
                                account)
                        .call(Map.of());
    }
}
