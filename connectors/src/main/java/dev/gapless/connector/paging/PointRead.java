package dev.gapless.connector.paging;

import dev.gapless.connector.AbsenceRule;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.extraction.ParseResult;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/**
 * Where one item of a stream can be read by itself.
 *
 * @param path below the base URL, with {@code {account}} and {@code {item}} where the two ids go
 * @param parameters of the query, in whose values the two ids may stand too
 * @param item where the item is in the answer
 * @param absence when an answer says that there is no such item; null where 404 and 410 say it
 */
public record PointRead(
        URI base,
        String path,
        Map<String, String> parameters,
        JsonPointer item,
        @Nullable AbsenceRule absence) {

    private static final String ITEM = "{item}";

    public PointRead {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** The source's own bytes of the item; those of all of the answer where it is no object, or stands elsewhere. */
    public byte[] item(byte[] answer) {
        return !item.matches()
                        && new PageCutter(item, true, Set.of()).cut(answer)
                                instanceof ParseResult.Got<RawPage>(RawPage page)
                ? page.items().getFirst()
                : answer;
    }

    /** Null for an item whose id would mean another resource. */
    public @Nullable HttpCall call(String account, String itemId) {
        Map<String, String> query = new LinkedHashMap<>();
        parameters.forEach((name, value) ->
                query.put(name, value.replace("{account}", account).replace(ITEM, itemId)));
        boolean misread = !query.isEmpty() && itemId.contains("{account}");
        return itemId.equals(".") || itemId.equals("..") || misread
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
                        .call(query);
    }
}
