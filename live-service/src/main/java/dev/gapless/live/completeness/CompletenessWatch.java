package dev.gapless.live.completeness;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse;
import dev.gapless.common.position.StreamId;
import dev.gapless.live.history.ChannelOpener;
import dev.gapless.live.history.LogOffsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final KnownGapClient gaps;
    private final PublishedOffsets published;
    private final ChannelOpener opener;
    private final Clock clock;
    private final Map<StreamId, Set<Runnable>> listeners = new ConcurrentHashMap<>();
    private final Map<StreamId, CompletenessAnnouncement> latest = new ConcurrentHashMap<>();

    CompletenessWatch(
            HeldCoverageClient coverage,
            KnownGapClient gaps,
            PublishedOffsets published,
            ChannelOpener opener,
            Clock clock) {
        this.coverage = coverage;
        this.gaps = gaps;
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
    void unwatch(StreamId channel, Runnable listener) {
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
        Map<StreamId, HeldCoverage> held = new HashMap<>();
        for (MissingResponse.Entry answer : answers) {
            HeldCoverage.of(answer, now).ifPresent(found -> held.put(answer.stream(), found));
        }
        Map<StreamId, KnownGaps> known = known(held);
        held.forEach((stream, found) -> latest.put(
                stream, new CompletenessAnnouncement(found, known.getOrDefault(stream, KnownGaps.NONE), after)));
        streams.forEach(stream -> listeners.getOrDefault(stream, Set.of()).forEach(Runnable::run));
    }

    private Map<StreamId, KnownGaps> known(Map<StreamId, HeldCoverage> held) {
        List<StreamId> partial = held.entrySet().stream()
                .filter(each -> !each.getValue().gaps().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        Map<StreamId, KnownGaps> known = new HashMap<>();
        for (int from = 0; from < partial.size(); from += STREAMS_PER_REQUEST) {
            List<StreamId> part = partial.subList(from, Math.min(partial.size(), from + STREAMS_PER_REQUEST));
            List<Range> ranges = part.stream()
                    .flatMap(stream -> Objects.requireNonNull(held.get(stream)).gaps().ranges().stream())
                    .toList();
            known.putAll(gaps.within(
                    part,
                    ranges.stream().mapToLong(Range::from).min().orElse(0),
                    ranges.stream().mapToLong(Range::to).max().orElse(0)));
        }
        return known;
    }
}
