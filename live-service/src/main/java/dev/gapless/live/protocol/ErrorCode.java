package dev.gapless.live.protocol;

import java.util.Locale;

/** The code of a client's error. */
public enum ErrorCode {
    /** No JSON object, or a field is missing or of another type. */
    MALFORMED,
    /** A message of a type that this protocol does not have. */
    UNKNOWN_TYPE,
    /** No channel name. */
    CHANNEL_INVALID,
    /** The ticket does not allow the channel. */
    CHANNEL_FORBIDDEN,
    /** More channels than one connection may have. */
    TOO_MANY_SUBSCRIPTIONS,
    /** The channel cannot be opened now; a later attempt may succeed. */
    UNAVAILABLE;

    /** As on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
