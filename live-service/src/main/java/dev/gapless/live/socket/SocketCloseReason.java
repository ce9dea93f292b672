package dev.gapless.live.socket;

import java.util.Locale;

/** Why the server closes a connection. */
enum SocketCloseReason {
    /** This replica stops; another one goes on. */
    GOING_AWAY(1001),
    /** What no frame of a client may be. */
    FRAME_INVALID(1002),
    /** No subprotocol that this service speaks was offered. */
    PROTOCOL_UNKNOWN(1002),
    /** A text frame where the subprotocol wants a binary one, or the other way round. */
    FORMAT_UNEXPECTED(1003),
    /** A text that is no UTF-8. */
    TEXT_INVALID(1007),
    /** A message that is longer than it may be. */
    TOO_LARGE(1009),
    /** A failure of this service. */
    INTERNAL(1011),
    /** Nothing was heard for three heartbeats. */
    HEARTBEAT_MISSED(4000),
    /** The ticket's time is over; a new one may go on. */
    EXPIRED(4001),
    /** Too many messages that could not be understood. */
    MALFORMED(4002),
    /** The client reads slower than changes come; it may resume. */
    SLOW(4008),
    /** Too many messages. */
    RATE_LIMITED(4029);

    private final int code;

    SocketCloseReason(int code) {
        this.code = code;
    }

    /** As in close frames and metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As in close frames. */
    int code() {
        return code;
    }
}
