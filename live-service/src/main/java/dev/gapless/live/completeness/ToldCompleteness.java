package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.protocol.ServerMessages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one client was told of one channel. For one thread. */
public final class ToldCompleteness {

    private final StreamId channel;
    private Coverage open = Coverage.empty();
    private @Nullable Range whole;

    public ToldCompleteness(StreamId channel) {
        this.channel = channel;
    }

    /**
     * The messages that are new to the client; none before it was told the changes that they stand on.
     *
     * @param opened as far as the client was told
     */
    public List<byte[]> news(CompletenessWatch watch, OpenedChannel opened) {
        CompletenessAnnouncement latest = watch.latest(channel);
        return latest == null || !opened.hasReached(latest.after()) ? List.of() : tell(latest.held());
    }

    List<byte[]> tell(HeldCoverage held) {
        List<byte[]> messages = new ArrayList<>();
        Coverage filled = open.minus(held.lacking());
        Coverage opened = held.gaps().minus(open);
        filled.ranges().forEach(range -> messages.add(ServerMessages.gapFilled(channel, range)));
        opened.ranges().forEach(range -> messages.add(ServerMessages.gapOpen(channel, range)));
        open = open.minus(filled).plus(held.gaps());
        if (!held.whole().equals(whole)) {
            whole = held.whole();
            messages.add(ServerMessages.completeThrough(channel, held.whole()));
        }
        return messages;
    }
}
