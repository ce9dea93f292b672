package dev.gapless.connector.session;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.extraction.EventShape;
import dev.gapless.connector.extraction.ItemPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What one connection claims of all its streams, and what it takes back. Used by the connection's thread, but for
 * {@link #margin}.
 */
final class LiveClaims {

    /** How far beyond the present a hole may reach while the source's clock is not measured. */
    private static final Duration FURTHEST_HOLE = Duration.ofDays(1);

    private final String account;
    private final SocketProtocol talk;
    private final StreamStatistics learned;
    private final boolean resumed;
    private final ClockOffset clock = new ClockOffset();
    private final Map<String, NumberTracker> numbered = new HashMap<>();
    private final Map<String, LiveCoverageTracker> claims = Collections.synchronizedMap(new LinkedHashMap<>());
    private long proven = Long.MIN_VALUE;
    private int heartbeatsWithoutProof;

    /** @param cursor with which the source begins, which the last connection may have missed; null for the present */
    LiveClaims(String account, SocketProtocol talk, StreamStatistics learned, @Nullable String cursor) {
        this.account = account;
        this.talk = talk;
        this.learned = learned;
        this.resumed = cursor != null;
        talk.dense().forEach(stream -> numbered.put(stream, new NumberedCoverageTracker(stream)));
        talk.ordered()
                .forEach(stream -> numbered.put(stream, new OrderedCoverageTracker(stream, talk.from(stream, cursor))));
    }

    /** @return false when the time is not one of today, and nothing is learned from it */
    boolean measure(long sourceTime, Instant receivedAt) {
        return clock.measure(sourceTime, receivedAt);
    }

    /** True when the source's clock is to be measured again. */
    boolean uncertain(Instant at, Duration longest) {
        return clock.uncertain(at, longest);
    }

    /** True while the source has confirmed no stream that has windows. */
    boolean isEmpty() {
        return claims.isEmpty();
    }

    /** How late items of the stream come, in µs; null when it has no window. */
    @Nullable
    Long margin(String stream) {
        LiveCoverageTracker window = claims.get(stream);
        return window == null ? null : window.margin();
    }

    /** The source has confirmed the subscription to these streams, and its clock is measured. */
    List<LiveEffect> open(List<String> streams, long time, Instant receivedAt) {
        List<LiveEffect> opened = new ArrayList<>();
        for (String stream : streams) {
            StreamStatistics.Learned known = learned.of(account, stream);
            LiveCoverageTracker window = new LiveCoverageTracker(
                    stream, known.lateness(), known.pace(), known.claimedEnd(), time, receivedAt);
            if (resumed) {
                window.expectRepeats();
            }
            claims.put(stream, window);
            LiveEffect.RetractCoverage ahead =
                    window.claimedAhead(time, clock.distance(receivedAt), TimedMessageMatcher.coarseness(time));
            if (ahead != null) {
                opened.add(ahead);
            }
            if (window.open()) {
                opened.add(opened(window));
            }
        }
        return opened;
    }

    /** The source has answered a ping that was sent at that time. */
    List<LiveEffect> answered(Instant asked, Instant receivedAt) {
        return claimedUpTo(clock.translate(asked), receivedAt);
    }

    /**
     * The frame is kept in the dead letters, but what it held is not in the ledger: a gap, to be mined.
     *
     * @param stream null when it may have been of any
     */
    List<LiveEffect> unreadable(@Nullable String stream, LiveEffect kept, Instant receivedAt) {
        LiveCoverageTracker only = stream == null ? null : claims.get(stream);
        List<LiveEffect> effects = new ArrayList<>(
                stream == null
                        ? retracted(claims.values(), kept, receivedAt)
                        : retracted(only == null ? List.of() : List.of(only), kept, receivedAt));
        numbered.forEach((name, numbers) -> {
            if (stream == null || stream.equals(name)) {
                effects.addAll(numbers.unreadable());
            }
        });
        return effects;
    }

    /** True when a heartbeat has passed and nothing was proven for too many of them. Called once a heartbeat. */
    boolean withoutProof() {
        return claims.values().stream().anyMatch(LiveCoverageTracker::open)
                && ++heartbeatsWithoutProof > talk.silentHeartbeats();
    }

    private List<LiveEffect> retracted(Collection<LiveCoverageTracker> windows, LiveEffect kept, Instant receivedAt) {
        List<LiveEffect> effects = new ArrayList<>(List.of(kept));
        for (LiveCoverageTracker window : windows) {
            LiveEffect.RetractCoverage retraction = window.unreadable(clock.latest(receivedAt));
            if (retraction != null) {
                effects.add(retraction);
            }
        }
        return effects;
    }

    /**
     * What the source says that it left out is a gap, wherever it had been claimed.
     *
     * @param range null where the source does not say which positions
     */
    List<LiveEffect> leftOut(AnnouncedHole hole, @Nullable Range range, Instant receivedAt) {
        List<LiveEffect> effects = new ArrayList<>();
        for (LiveCoverageTracker window : claims.values()) {
            @Nullable
            LiveEffect retraction = hole.isOf(window.stream()) ? window.leftOut(range, clock.latest(receivedAt)) : null;
            if (retraction != null) {
                effects.add(retraction);
            }
        }
        numbered.forEach((stream, numbers) -> {
            if (hole.isOf(stream)) {
                effects.addAll(numbers.leftOut(range));
            }
        });
        if (range != null) {
            effects.addAll(leftOutBefore(hole, range, receivedAt));
        }
        return effects;
    }

    /** Of streams that this connection has not claimed yet: an earlier connection may have. */
    private List<LiveEffect> leftOutBefore(AnnouncedHole hole, Range range, Instant receivedAt) {
        long to = Math.min(range.to(), MicrosecondTime.of(receivedAt.plus(FURTHEST_HOLE)));
        if (range.from() >= to) {
            return List.of();
        }
        return talk.windows().stream()
                .filter(stream -> hole.isOf(stream) && !claims.containsKey(stream))
                .<LiveEffect>map(stream ->
                        new LiveEffect.RetractCoverage(stream, range.from(), to, CoverageRetraction.ANNOUNCED_HOLE))
                .toList();
    }

    private static LiveEffect opened(LiveCoverageTracker window) {
        return new LiveEffect.OpenWindow(window.stream(), window.opened(), Evidence.HEARTBEAT_ATTESTED, 0, null);
    }

    /** The source has told its time by a message of its own. */
    List<LiveEffect> told(long time, Instant receivedAt) {
        List<LiveEffect> effects = new ArrayList<>();
        for (LiveCoverageTracker window : claims.values()) {
            LiveEffect.RetractCoverage ahead =
                    window.setBack(time, clock.distance(receivedAt), receivedAt, TimedMessageMatcher.coarseness(time));
            if (ahead != null) {
                effects.add(new LiveEffect.CloseWindow(window.stream()));
                effects.add(ahead);
                effects.add(opened(window));
            }
        }
        if (time < proven) {
            proven = time - 1;
        }
        effects.addAll(claimedUpTo(time, receivedAt));
        return effects;
    }

    /** One claim for all windows where they agree, as they do until something is measured. */
    private List<LiveEffect> claimedUpTo(long time, Instant at) {
        if (time > proven) {
            proven = time;
            heartbeatsWithoutProof = 0;
        }
        long sourceAhead = clock.distance(at);
        List<LiveEffect> each = new ArrayList<>();
        Set<Long> ends = new HashSet<>();
        for (LiveCoverageTracker window : claims.values()) {
            Long end = window.upTo(time, sourceAhead);
            if (end != null) {
                each.add(new LiveEffect.AdvanceCoverage(window.stream(), end, List.of()));
                ends.add(end);
            }
        }
        // a claim for all windows would be one for those of numbers too
        return ends.size() == 1 && each.size() == claims.size() && numbered.isEmpty()
                ? List.of(new LiveEffect.AdvanceCoverage(null, ends.iterator().next(), List.of()))
                : each;
    }

    /** An event came: what it says of the source's time, and what is claimed around it. */
    List<LiveEffect> captured(EventShape event, ItemPosition seen, JsonNode frame, byte[] message, Instant receivedAt) {
        String stream = event.stream();
        LiveCoverageTracker window = claims.get(stream);
        boolean tellsTime =
                event.operation() == ItemOperation.CREATE || talk.moving().contains(stream);
        // an edit or a delete stands at its item's creation where that orders the stream, which tells of no moment
        @Nullable Long happened = tellsTime ? (Long) seen.position() : event.happenedAt(frame);
        if (window != null && happened != null && window.repeats(happened, clock.translate(receivedAt), receivedAt)) {
            return List.of(new LiveEffect.PublishRecord(stream, seen.itemId(), false, message));
        }
        if (window != null && happened != null) {
            clock.saw(happened, receivedAt, window.margin());
        }
        long arrivedAt = clock.translate(receivedAt);
        List<LiveEffect> effects = new ArrayList<>();
        LiveEffect.RetractCoverage retraction = null;
        if (window != null) {
            LiveEffect.RetractCoverage paused =
                    window.event(Math.min(happened == null ? seen.position() : happened, arrivedAt), receivedAt);
            if (paused != null) {
                effects.add(paused);
            }
            retraction = happened == null ? null : window.late(happened, receivedAt, talk.patience());
            if (!window.open()) {
                window.reopen(clock.latest(receivedAt));
                effects.add(opened(window));
            }
        }
        if (talk.windows().contains(stream) && tellsTime) {
            // no later than its arrival, in case the position is one of the future
            effects.addAll(claimedUpTo(Math.min(seen.position(), arrivedAt), receivedAt));
        }
        @Nullable NumberTracker numbers = numbered.get(stream);
        if (numbers != null) {
            effects.addAll(numbers.before(seen.position()));
        }
        effects.add(new LiveEffect.PublishRecord(stream, seen.itemId(), false, message));
        if (numbers != null) {
            effects.addAll(numbers.after(seen.position()));
        }
        if (retraction != null) {
            effects.add(retraction);
        }
        return effects;
    }

    /** True when a stream has told only old events, or none, for longer than that. It claims nothing meanwhile. */
    boolean repeatLongerThan(Duration most, Instant at) {
        return claims.values().stream().anyMatch(window -> window.repeatsLongerThan(most, at));
    }

    /** Streams that fell silent claim nothing; the connection begins anew for them as soon as it is its turn. */
    List<LiveEffect> silent(Instant at) {
        List<LiveEffect> effects = new ArrayList<>();
        for (LiveCoverageTracker window : claims.values()) {
            LiveEffect.RetractCoverage retraction = window.tooQuiet(at);
            if (retraction != null) {
                effects.add(new LiveEffect.CloseWindow(window.stream()));
                if (retraction.from() < retraction.to()) {
                    effects.add(retraction);
                }
            }
        }
        claims.values().stream()
                .filter(LiveCoverageTracker::blind)
                .findFirst()
                .filter(window -> learned.mayReconnect(at))
                .ifPresent(window -> effects.add(new LiveEffect.Reconnect(
                        "no events of %s, which never paused so long".formatted(window.stream()), true)));
        return effects;
    }
}
