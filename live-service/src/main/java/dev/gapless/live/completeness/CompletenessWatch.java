package dev.gapless.live.completeness;

import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.LogOffsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks every few seconds what the ledger holds of the channels that clients of this replica hear. An answer is told
 * only when the changes that it stands on are published.
 */
public final class CompletenessWatch {

    private static final int STREAMS_PER_REQUEST = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HeldCoverageClient coverage;
    private final PublishedOffsets published;
    private final ChannelOpener opener;
    private final Clock clock;
    private final Map<StreamId, Set<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Map<StreamId, CompletenessAnnouncement> latest = new ConcurrentHashMap<>();

    CompletenessWatch(HeldCoverageClient coverage, PublishedOffsets published, ChannelOpener opener, Clock clock) {
        this.coverage = coverage;
        this.published = published;
        this.opener = opener;
        this.clock = clock;
    }

    /** @param listener called when there may be news; it must return at once */
    public void watch(StreamId channel, Runnable listener) {
        listeners.compute(channel, (name, present) -> {
            Set<Runnable> all = present == null ? ConcurrentHashMap.newKeySet() : present;
            all.add(listener);
            return all;
        });
    }

    /** Ends what {@link #watch} began. */
    public void unwatch(StreamId channel, Runnable listener) {
        listeners.computeIfPresent(channel, (name, present) -> {
            present.remove(listener);
            return present.isEmpty() ? null : present;
        });
    }

    @Nullable
    CompletenessAnnouncement latest(StreamId channel) {
        return latest.get(channel);
    }

    /** One look at all channels that are heard. */
    void round() {
        List<StreamId> streams = List.copyOf(listeners.keySet());
        latest.keySet().retainAll(streams);
        if (streams.isEmpty()) {
            return;
        }
        try {
            ask(streams);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new CompletionException("completeness of %d streams is not known".formatted(streams.size()), e);
        }
    }

    private void ask(List<StreamId> streams) throws ExecutionException, InterruptedException, TimeoutException {
        long now = clock.millis() * 1_000;
        List<MissingResponse.Entry> answers = new ArrayList<>();
        for (int from = 0; from < streams.size(); from += STREAMS_PER_REQUEST) {
            List<StreamId> part = streams.subList(from, Math.min(streams.size(), from + STREAMS_PER_REQUEST));
            answers.addAll(coverage.missing(part, now));
        }
        // in this order: what is held now stands on what is decided now, and that is published by then
        LogOffsets after = published.afterAllDecided();
        if (!opener.awaitRead(after, PATIENCE)) {
            throw new TimeoutException("changes were not read up to " + after);
        }
        for (MissingResponse.Entry answer : answers) {
            HeldCoverage.of(answer, now)
                    .ifPresent(held -> latest.put(answer.stream(), new CompletenessAnnouncement(held, after)));
        }
        streams.forEach(stream -> listeners.getOrDefault(stream, Set.of()).forEach(Runnable::run));
    }
}
