package dev.gapless.live.history;

import dev.gapless.common.live.ChannelName;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Reads the present items of a channel. */
@FunctionalInterface
interface ItemSnapshots {

    /**
     * Reads items, each as the protocol shows it. Every change that was logged before the call is in them.
     *
     * @param wanted false for an item that is left out
     * @param ended true once the items are wanted no more
     * @return empty for a pattern, for more items than one client is sent, and when they cannot be read now
     */
    Optional<ItemSnapshot> read(ChannelName channel, Predicate<byte[]> wanted, BooleanSupplier ended)
            throws InterruptedException;
}
