package dev.gapless.live.history;

import dev.gapless.common.position.StreamId;

/** Is told that there is something to read. It must return at once. */
@FunctionalInterface
public interface ChannelListener {

    void changed(StreamId channel);
}
