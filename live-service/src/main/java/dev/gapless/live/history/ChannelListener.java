package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;

/** Is told that there is something to read. It must return at once. */
@FunctionalInterface
public interface ChannelListener {

    void changed(ChannelName channel);
}
