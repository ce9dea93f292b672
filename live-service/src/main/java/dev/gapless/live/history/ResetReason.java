package dev.gapless.live.history;

import java.util.Locale;

/** Why a client must read the state anew. */
public enum ResetReason {
    /** The offsets are of another topic: it was made anew. */
    EPOCH_CHANGED,
    /** The offsets are no text of this service, or lie beyond the log's end. */
    OFFSET_UNKNOWN,
    /** Kafka has deleted changes since. */
    EXPIRED,
    /** There are more changes since than are read again for one client. */
    TOO_FAR_BEHIND;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As in messages and metrics. */
    public String word() {
        return word;
    }
}
