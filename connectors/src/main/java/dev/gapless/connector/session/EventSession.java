package dev.gapless.connector.session;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import dev.gapless.connector.extraction.EventList;
import dev.gapless.connector.extraction.EventShape;
import dev.gapless.connector.extraction.FrameShape;
import dev.gapless.connector.extraction.ItemPosition;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.StrictJson;
import dev.gapless.connector.paging.JsonElements;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Subscribes, waits for the confirmation, then takes what comes.
 *
 * <p>A frame was on its way for an unknown while, so its arrival proves nothing about the moment of its arrival. It
 * proves what the source did before the frame was sent. A pong says that time itself, an event says it by its position,
 * and a WebSocket pong was sent after our ping.
 *
 * <p>Four findings retract claims:
 *
 * <ul>
 *   <li>an item that comes later than was waited for;
 *   <li>a stream that stays silent although it never did before;
 *   <li>a frame that cannot be read, or whose type the manifest does not know;
 *   <li>a source whose clock was set back.
 * </ul>
 *
 * <p>Of a stream whose numbers have no holes, the numbers alone prove what was received. No confirmation is needed.
 *
 * <p>A connection on which nothing is proven for the silence limit begins anew, whatever else arrives on it. Time is
 * counted in heartbeats, so that a pause of this process is not held against the source.
 */
final class EventSession implements LiveSession {

    /** The subscription is not repeated more often. */
    private static final Duration MEASURE_INTERVAL = Duration.ofMinutes(1);

    /** The events of a list are together at most so many times as long as a frame may be. */
    private static final long EVENTS_PER_FRAME = 4;

    private final String account;
    private final SocketProtocol talk;
    private final StrictJson json;
    private final FrameShape frames;
    private final ClockOffset clock = new ClockOffset();
    private final StreamStatistics learned;
    private final Map<String, NumberedCoverageTracker> numbered = new HashMap<>();
    private final Map<String, LiveCoverageTracker> claims = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Deque<Instant> unanswered = new ArrayDeque<>();
    private final Iterator<DialogueStep> dialogue;
    private @Nullable MessageMatcher awaited;
    private boolean confirmed;
    private long proven = Long.MIN_VALUE;
    private int heartbeatsWithoutProof;
    private int heartbeatsMeasuring;
    private @Nullable Instant openedAt;
    private @Nullable Instant measureAskedAt;

    EventSession(String account, SocketProtocol talk, StrictJson json, FrameShape frames, StreamStatistics learned) {
        this.account = account;
        this.talk = talk;
        this.dialogue = talk.dialogue().iterator();
        this.json = json;
        this.frames = frames;
        this.learned = learned;
        talk.dense().forEach(stream -> numbered.put(stream, new NumberedCoverageTracker(stream)));
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        openedAt = at;
        return talking(at);
    }

    /** Goes on with the exchange of messages until one must be waited for; subscribes at its end. */
    private List<LiveEffect> talking(Instant at) {
        List<LiveEffect> said = new ArrayList<>();
        awaited = null;
        while (awaited == null && dialogue.hasNext()) {
            DialogueStep step = dialogue.next();
            if (step.send() != null) {
                said.add(new LiveEffect.Send(step.send().fill(account, talk.streams(), at)));
            }
            awaited = step.awaited();
        }
        if (awaited == null) {
            said.addAll(subscribing(at));
        }
        return said;
    }

    private List<LiveEffect> subscribing(Instant at) {
        // no confirmation comes, so nothing is waited for, and nothing will be claimed
        confirmed |= talk.confirmation() == null;
        return talk.subscribe() == null
                ? List.of()
                : List.of(new LiveEffect.Send(talk.subscribe().fill(account, talk.streams(), at)));
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return switch (frames.json(message)) {
            case ParseResult.Got<byte[]>(byte[] text) -> textFrame(text, receivedAt);
            case ParseResult.Refused<byte[]>(ParseError refusal) ->
                retracted(claims.values(), unreadable(null, message, refusal), receivedAt);
        };
    }

    private List<LiveEffect> textFrame(byte[] message, Instant receivedAt) {
        return switch (frames.read(json, message)) {
            case ParseResult.Got<JsonNode>(JsonNode frame) -> frame(frame, message, receivedAt);
            case ParseResult.Refused<JsonNode>(ParseError refusal) ->
                retracted(claims.values(), unreadable(null, message, refusal), receivedAt);
        };
    }

    /** The frame is kept in the dead letters, but what it held is not in the ledger: a gap, to be mined. */
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

    private List<LiveEffect> frame(JsonNode frame, byte[] message, Instant receivedAt) {
        if (awaited != null) {
            if (awaited.isOn(frame)) {
                return talking(receivedAt);
            }
            if (talk.refusal() != null && talk.refusal().isOn(frame)) {
                return List.of(new LiveEffect.Reconnect("the source refused the dialogue", false));
            }
        }
        TimedMessageMatcher confirmation = awaited == null ? talk.confirmation() : null;
        if (confirmation != null && confirmation.isOn(frame)) {
            return confirmed
                    ? confirmedAgain(confirmation, frame, receivedAt)
                    : confirmation(confirmation, frame, receivedAt);
        }
        boolean asked = !confirmed || heartbeatsMeasuring > 0;
        if (asked && talk.refusal() != null && talk.refusal().isOn(frame)) {
            return List.of(new LiveEffect.Reconnect("the source refused the subscription", false));
        }
        if (talk.pong() != null && talk.pong().isOn(frame)) {
            return pong(talk.pong(), frame, message, receivedAt);
        }
        @Nullable EventList list = frames.each();
        @Nullable List<byte[]> several = list == null ? null : JsonElements.of(message, list.at());
        if (list != null && several != null) {
            return switch (list.events(frame, several, EVENTS_PER_FRAME * json.maxBytes())) {
                case ParseResult.Got<List<byte[]>>(List<byte[]> events) -> events(events, receivedAt);
                case ParseResult.Refused<List<byte[]>>(ParseError refusal) ->
                    retracted(claims.values(), unreadable(null, message, refusal), receivedAt);
            };
        }
        return isNone(frame) ? List.of() : event(frame, message, receivedAt);
    }

    /** No item, or none of this account's. */
    private boolean isNone(JsonNode event) {
        return frames.isOthers(event, account) || frames.ignores(event);
    }

    /** One after the other, as if each had come alone. */
    private List<LiveEffect> events(List<byte[]> elements, Instant receivedAt) {
        List<LiveEffect> effects = new ArrayList<>();
        for (byte[] element : elements) {
            switch (frames.read(json, element)) {
                case ParseResult.Got<JsonNode>(JsonNode event) -> {
                    if (!isNone(event)) {
                        effects.addAll(event(event, element, receivedAt));
                    }
                }
                case ParseResult.Refused<JsonNode>(ParseError refusal) ->
                    effects.addAll(retracted(claims.values(), unreadable(null, element, refusal), receivedAt));
            }
        }
        return effects;
    }

    private List<LiveEffect> confirmation(TimedMessageMatcher confirmation, JsonNode frame, Instant receivedAt) {
        Long time = confirmation.timeOf(frame);
        if (time == null || !clock.measure(time, receivedAt)) {
            return List.of(new LiveEffect.Reconnect("the confirmation has no time, or not one of today", false));
        }
        confirmed = true;
        List<LiveEffect> opened = new ArrayList<>();
        for (String stream : confirmedStreams(frame)) {
            StreamStatistics.Learned known = learned.of(account, stream);
            LiveCoverageTracker window = new LiveCoverageTracker(
                    stream, known.lateness(), known.pace(), known.claimedEnd(), time, receivedAt);
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

    /** The subscription was repeated, by us or by the source. */
    private List<LiveEffect> confirmedAgain(TimedMessageMatcher confirmation, JsonNode frame, Instant receivedAt) {
        Long time = confirmation.timeOf(frame);
        if (time == null || !clock.measure(time, receivedAt)) {
            return heartbeatsMeasuring > 0 ? List.of(unmeasured()) : List.of();
        }
        heartbeatsMeasuring = 0;
        return told(time, receivedAt);
    }

    private static LiveEffect unmeasured() {
        return new LiveEffect.Reconnect("the source does not tell its time again", false);
    }

    private static LiveEffect opened(LiveCoverageTracker window) {
        return new LiveEffect.OpenWindow(window.stream(), window.opened(), Evidence.HEARTBEAT_ATTESTED, 0, null);
    }

    /** In the manifest's order; a stream that the confirmation leaves out gets no window. */
    private List<String> confirmedStreams(JsonNode frame) {
        Set<String> named = new HashSet<>();
        if (talk.confirmed() != null) {
            frame.at(talk.confirmed()).forEach(name -> named.add(name.asString("")));
        }
        return talk.streams().stream()
                .filter(talk.windows()::contains)
                .filter(stream -> talk.confirmed() == null || named.contains(stream))
                .toList();
    }

    private List<LiveEffect> pong(TimedMessageMatcher pong, JsonNode frame, byte[] message, Instant receivedAt) {
        Long time = pong.timeOf(frame);
        if (time == null || !clock.measure(time, receivedAt)) {
            return List.of(unreadable(
                    null,
                    message,
                    new ParseError(
                            "pong-time",
                            "%s: no time, or not one of today".formatted(pong.time()),
                            "check socket.pong of the manifest")));
        }
        return told(time, receivedAt);
    }

    /** The source has told its time by a message of its own. */
    private List<LiveEffect> told(long time, Instant receivedAt) {
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

    private List<LiveEffect> event(JsonNode frame, byte[] message, Instant receivedAt) {
        return switch (frames.eventOf(frame)) {
            case ParseResult.Refused<EventShape>(ParseError refusal) ->
                retracted(claims.values(), unreadable(null, message, refusal), receivedAt);
            case ParseResult.Got<EventShape>(EventShape event) ->
                switch (event.item().sight(frame)) {
                    case ParseResult.Refused<ItemPosition>(ParseError refusal) -> {
                        LiveCoverageTracker window = claims.get(event.stream());
                        yield retracted(
                                window == null ? List.of() : List.of(window),
                                unreadable(event.stream(), message, refusal),
                                receivedAt);
                    }
                    case ParseResult.Got<ItemPosition>(ItemPosition seen) ->
                        captured(event, seen, frame, message, receivedAt);
                };
        };
    }

    private List<LiveEffect> captured(
            EventShape event, ItemPosition seen, JsonNode frame, byte[] message, Instant receivedAt) {
        String stream = event.stream();
        LiveCoverageTracker window = claims.get(stream);
        boolean tellsTime =
                event.operation() == ItemOperation.CREATE || talk.moving().contains(stream);
        // an edit or a delete stands at its item's creation where that orders the stream, which tells of no moment
        @Nullable Long happened = tellsTime ? (Long) seen.position() : event.happenedAt(frame);
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
        @Nullable NumberedCoverageTracker numbers = numbered.get(stream);
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

    /** The caller pings at every tick, and pongs come in the order of their pings. */
    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        Instant asked = unanswered.poll();
        return asked == null || !confirmed ? List.of() : claimedUpTo(clock.translate(asked), receivedAt);
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        if (talk.ping() == null) {
            unanswered.add(at);
        }
        if (!confirmed) {
            return outOfPatience(at)
                    ? List.of(new LiveEffect.Reconnect(
                            awaited == null
                                    ? "the subscription was not confirmed in time"
                                    : "the dialogue before the subscription was not answered in time",
                            false))
                    : List.of();
        }
        List<LiveEffect> effects = new ArrayList<>();
        if (talk.ping() != null) {
            effects.add(new LiveEffect.Send(talk.ping().fill(account, talk.streams(), at)));
        }
        effects.addAll(blind(at));
        effects.addAll(measuring(at));
        if (claims.values().stream().anyMatch(LiveCoverageTracker::open)
                && ++heartbeatsWithoutProof > talk.silentHeartbeats()) {
            effects.add(new LiveEffect.Reconnect("nothing is proven any more", false));
        }
        return effects;
    }

    /** Streams that fell silent claim nothing; the connection begins anew for them as soon as it is its turn. */
    private List<LiveEffect> blind(Instant at) {
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

    /** Without a word about the source's time its clock is measured by a second confirmation. */
    private List<LiveEffect> measuring(Instant at) {
        Duration longest = talk.measureEvery();
        if (longest == null || claims.isEmpty() || talk.subscribe() == null) {
            return List.of();
        }
        if (heartbeatsMeasuring > 0) {
            return ++heartbeatsMeasuring > talk.silentHeartbeats() ? List.of(unmeasured()) : List.of();
        }
        if (!clock.uncertain(at, longest)
                || (measureAskedAt != null && at.isBefore(measureAskedAt.plus(MEASURE_INTERVAL)))) {
            return List.of();
        }
        heartbeatsMeasuring = 1;
        measureAskedAt = at;
        return List.of(new LiveEffect.Send(talk.subscribe().fill(account, talk.streams(), at)));
    }

    @Override
    public @Nullable Long latenessMicros(String stream) {
        LiveCoverageTracker window = claims.get(stream);
        return window == null ? null : window.margin();
    }

    private boolean outOfPatience(Instant at) {
        return openedAt != null && at.isAfter(openedAt.plus(talk.patience()));
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        return List.of();
    }

    private static LiveEffect unreadable(@Nullable String stream, byte[] message, ParseError refusal) {
        return new LiveEffect.DeadLetterRecord(stream, message, refusal.rule(), refusal.detail(), refusal.remedy());
    }
}
