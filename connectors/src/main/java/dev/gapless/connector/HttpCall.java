package dev.gapless.connector;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the backfill path, without its authentication.
 *
 * @param body JSON to POST; null for a GET
 * @param absence when its answer says that what is asked for is gone; null where the status alone says it
 * @param header of the answer that says where to go on
 * @param refusal when its answer says that the items are to be asked for in another way; null where only its length
 *     says it
 * @param headers that carry parameters; no header of authentication is among them
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpCall(
        URI uri,
        byte @Nullable [] body,
        @Nullable AbsenceRule absence,
        String header,
        @Nullable RefusalRule refusal,
        Map<String, String> headers) {

    /** Named by RFC 8288. */
    public static final String LINK = "Link";

    public HttpCall {
        headers = Map.copyOf(headers);
    }

    /** Whose answer says by {@code Link}, or not by a header, where to go on. */
    public HttpCall(URI uri, byte @Nullable [] body, @Nullable AbsenceRule absence) {
        this(uri, body, absence, LINK, null, Map.of());
    }

    /** Whose status alone says whether it is gone. */
    public HttpCall(URI uri, byte @Nullable [] body) {
        this(uri, body, null);
    }

    /** The same, but for the header of the answer. */
    public HttpCall reading(String name) {
        return new HttpCall(uri, body, absence, name, refusal, headers);
    }

    /** The same, but for when its answer says to ask in another way. */
    public HttpCall refusedBy(@Nullable RefusalRule rule) {
        return new HttpCall(uri, body, absence, header, rule, headers);
    }

    /** The same, with these headers. */
    public HttpCall with(Map<String, String> parameters) {
        return new HttpCall(uri, body, absence, header, refusal, parameters);
    }

    public static HttpCall get(URI uri) {
        return new HttpCall(uri, null);
    }
}
