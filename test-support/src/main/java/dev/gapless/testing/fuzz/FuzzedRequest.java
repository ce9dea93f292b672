package dev.gapless.testing.fuzz;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that was made at random.
 *
 * @param operation of the document, such as {@code GET /v1/gaps/{id}}
 * @param path with its query, encoded
 * @param body null for none
 */
@SuppressWarnings("ArrayRecordComponent")
record FuzzedRequest(
        String operation, String method, String path, Map<String, String> headers, byte @Nullable [] body) {}
