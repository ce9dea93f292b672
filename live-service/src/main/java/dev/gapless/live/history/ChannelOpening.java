package dev.gapless.live.history;

/** How reading of a channel begins. Each but {@link NotReady} holds the channel until the cursor is closed. */
sealed interface ChannelOpening {

    /** Nothing is missing between the wanted offsets and the cursor. */
    record Whole(ChannelCursor cursor) implements ChannelOpening {}

    /**
     * What is between is to be read from Kafka first.
     *
     * @param cursor stands at the wanted offsets; it hands out only what is at or after {@code to}
     * @param from the wanted offsets
     * @param to where memory takes over
     */
    record Older(ChannelCursor cursor, LogOffsets from, LogOffsets to) implements ChannelOpening {}

    /**
     * What is between cannot be told to be whole.
     *
     * @param cursor stands at the end of the log
     * @param reason in words of the protocol
     */
    record Unrecoverable(ChannelCursor cursor, ResetReason reason) implements ChannelOpening {}

    /** Nothing was read of the log yet. */
    record NotReady() implements ChannelOpening {}
}
