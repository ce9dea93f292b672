package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.live.ChannelName;
import dev.gapless.live.history.OpenedChannel;
import dev.gapless.live.protocol.ServerMessages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client was told of one channel: of its stream, also when it hears one item alone. Nothing is told of a
 * pattern. For one thread, except {@link #run}.
 */
public final class ToldCompleteness implements Runnable {

    private final ChannelName channel;
    private final Runnable news;
    private Coverage open = Coverage.empty();
    private final Map<Range, GapFacts> facts = new HashMap<>();
    private @Nullable Range whole;

    /** @param news called when there may be something to tell */
    public ToldCompleteness(ChannelName channel, Runnable news) {
        this.channel = channel;
        this.news = news;
    }

    /** Begins to hear of the stream. */
    public void begin(CompletenessWatch watch) {
        channel.singleStream().ifPresent(stream -> watch.watch(stream, this));
    }

    /** Ends what {@link #begin} began. */
    public void end(CompletenessWatch watch) {
        channel.singleStream().ifPresent(stream -> watch.unwatch(stream, this));
    }

    @Override
    public void run() {
        news.run();
    }

    /**
     * The messages that are new to the client; none before it was told the changes that they stand on.
     *
     * @param opened as far as the client was told
     */
    public List<byte[]> news(CompletenessWatch watch, OpenedChannel opened) {
        CompletenessAnnouncement latest =
                channel.singleStream().map(watch::latest).orElse(null);
        return latest == null || !opened.hasReached(latest.after()) ? List.of() : tell(latest.held(), latest.known());
    }

    List<byte[]> tell(HeldCoverage held, KnownGaps known) {
        List<byte[]> messages = new ArrayList<>();
        Coverage filled = open.minus(held.lacking());
        Coverage opened = held.gaps().minus(open);
        filled.ranges().forEach(range -> messages.add(ServerMessages.gapFilled(channel, range)));
        open = open.minus(filled).plus(held.gaps());
        Map<Range, GapFacts> before = Map.copyOf(facts);
        facts.clear();
        for (Range range : open.ranges()) {
            GapFacts told = before.entrySet().stream()
                    .filter(each -> Coverage.of(List.of(each.getKey())).contains(range))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            GapFacts now = known.of(range);
            boolean isNew =
                    opened.ranges().stream().anyMatch(each -> each.from() < range.to() && each.to() > range.from());
            if (isNew || (now != null && now.isNewsAfter(told, known.at()))) {
                told = now;
                messages.add(gapOpen(range, now));
            }
            if (told != null) {
                facts.put(range, told);
            }
        }
        if (!held.whole().equals(whole)) {
            whole = held.whole();
            messages.add(ServerMessages.completeThrough(channel, held.whole()));
        }
        return messages;
    }

    private byte[] gapOpen(Range range, @Nullable GapFacts facts) {
        return facts == null
                ? ServerMessages.gapOpen(channel, range, Map.of())
                : ServerMessages.gapOpen(channel, range, facts.members());
    }
}
