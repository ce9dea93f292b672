package dev.gapless.capture.connection;

import org.jspecify.annotations.Nullable;

/** The result of opening a connection. */
public sealed interface ConnectResult {

    record Connected(WebSocketConnection connection) implements ConnectResult {}

    /**
     * The source answered, but not with a connection.
     *
     * @param status of HTTP
     * @param retryAfter that header, as it came; null when absent
     */
    record Refused(int status, @Nullable String retryAfter) implements ConnectResult {}

    /** Not within the time it had. */
    record TimedOut(String detail) implements ConnectResult {}

    /** No answer, or none that can be understood. */
    record Unreachable(String detail) implements ConnectResult {}
}
