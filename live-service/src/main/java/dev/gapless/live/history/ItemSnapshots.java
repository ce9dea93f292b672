package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.List;
import java.util.Optional;

/** Reads the present items of a channel. */
@FunctionalInterface
interface ItemSnapshots {

    /**
     * Reads items, each as the protocol shows it. Every change that was logged before the call is in them.
     *
     * @return empty for a pattern, for more items than one client is sent, and when they cannot be read now
     */
    Optional<List<byte[]>> read(ChannelName channel) throws InterruptedException;
}
