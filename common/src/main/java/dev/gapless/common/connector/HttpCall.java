package dev.gapless.common.connector;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * One request to the backfill path, without its authentication.
 *
 * @param body JSON to POST; null for a GET
 */
@SuppressWarnings("ArrayRecordComponent")
public record HttpCall(URI uri, byte @Nullable [] body) {

    public static HttpCall get(URI uri) {
        return new HttpCall(uri, null);
    }
}
