package dev.gapless.testing.tenant;

import org.jspecify.annotations.Nullable;

/**
 * A call as it is sent.
 *
 * @param path with its query
 */
public record TenantCall(
        String method, String path, @Nullable String body) {}
