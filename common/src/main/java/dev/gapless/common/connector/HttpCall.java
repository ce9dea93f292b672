package dev.gapless.common.connector;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One request to the backfill path, without its authentication.
 *
 * @param body JSON to POST; null for a GET
 * @param absence when its answer says that what is asked for is gone; null where the status alone says it
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpCall(
        URI uri, byte @Nullable [] body, @Nullable AbsenceRule absence) {

    /** Whose status alone says whether it is gone. */
    public HttpCall(URI uri, byte @Nullable [] body) {
        this(uri, body, null);
    }

    public static HttpCall get(URI uri) {
        return new HttpCall(uri, null);
    }
}
