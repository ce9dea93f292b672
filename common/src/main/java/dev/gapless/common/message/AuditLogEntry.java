package dev.gapless.common.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit log, as a service tells it.
 *
 * @param service that was called
 * @param caller name of the token
 * @param call drawn for each call; its two entries share it
 * @param path with the query, without the host
 * @param status of the answer; null in the entry that is made before the call is carried out
 * @param tenant within which the caller acts; null for the whole installation
 */
public record AuditLogEntry(
        String service,
        String caller,
        String call,
        String method,
        String path,
        @Nullable Integer status,
        @Nullable String tenant) {

    public AuditLogEntry {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(call, "call");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(path, "path");
    }
}
