package dev.gapless.live.socket;

import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.ItemSnapshot;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.protocol.ChangeFilter;
import dev.gapless.live.protocol.ServerMessages;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends what comes before the place of a channel on one connection. For one thread. */
final class SnapshotSender {

    private final ChannelOpener opener;
    private final SocketSender sender;
    private final long partBytes;
    private final BooleanSupplier ended;

    /**
     * @param partBytes of the items of a part
     * @param ended true once the connection is about to be closed
     */
    SnapshotSender(ChannelOpener opener, SocketSender sender, long partBytes, BooleanSupplier ended) {
        this.opener = opener;
        this.sender = sender;
        this.partBytes = partBytes;
        this.ended = ended;
    }

    /** Sends the reset, if there is one, and the present items that pass the filter, if they can be had. */
    void send(ChannelName channel, @Nullable ChangeFilter filter, OpenedChannel opened)
            throws IOException, InterruptedException {
        Predicate<byte[]> passes = item -> filter == null || filter.passes(item);
        Optional<ItemSnapshot> read = opener.snapshot(channel, passes, ended);
        if (read.isEmpty()) {
            sendReset(channel, opened, false);
            return;
        }
        try (ItemSnapshot snapshot = read.get()) {
            sendReset(channel, opened, true);
            // each part is made when the one before it was sent
            for (byte[] part : ServerMessages.snapshot(channel, snapshot.items(), partBytes)) {
                sender.send(part);
            }
        }
    }

    void sendReset(ChannelName channel, OpenedChannel opened, boolean snapshot) throws IOException {
        if (opened.reset() != null) {
            sender.send(ServerMessages.reset(channel, opened.reset(), opened.offset(), snapshot));
        }
    }
}
