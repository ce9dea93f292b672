package dev.gapless.capture.connection;

/**
 * Why a connection is no more.
 *
 * @param detail for logs: a code or a failure's name, never a payload
 */
public record CloseReason(Cause cause, String detail) {

    /** Who ended it, and how. */
    public enum Cause {
        /** The source said that it closes. */
        CLOSED,

        /** It was gone without a word. */
        DROPPED,

        /** A message was longer than the manifest permits. */
        OVERSIZED,

        /** The source broke the rules of WebSocket or TLS. */
        PROTOCOL,

        /** The network failed. */
        NETWORK
    }
}
