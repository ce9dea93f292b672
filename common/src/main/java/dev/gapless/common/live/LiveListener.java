package dev.gapless.common.live;

import tools.jackson.databind.JsonNode;

/** Is told what a {@link LiveChangeClient} hears, by one thread at a time. */
public interface LiveListener {

    /**
     * Each change of a channel is told once.
     *
     * @param channel as it was subscribed; of a pattern the change tells its stream
     * @param change as docs/live.md describes it
     * @param offset where to go on after the last change that is told with the same offset
     */
    void change(ChannelName channel, JsonNode change, String offset);

    /** Changes may be missing before this moment: the state is to be read anew. */
    void reset(ChannelName channel, String reason);

    /** Every other message of the server, among them {@code subscribed}, {@code gap_open} and {@code error}. */
    default void message(JsonNode message) {
        // most listeners need none of them
    }

    /** The connection is gone; another attempt follows. */
    default void disconnected(String cause) {
        // the client comes back by itself
    }
}
