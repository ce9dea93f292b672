package dev.gapless.connector.session;

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
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
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
 * <p>Five findings retract claims:
 *
 * <ul>
 *   <li>an item that comes later than was waited for;
 *   <li>a stream that stays silent although it never did before;
 *   <li>a frame that cannot be read, or whose type the manifest does not know;
 *   <li>a source whose clock was set back;
 *   <li>the source's own word that it left out events.
 * </ul>
 *
 * <p>Of a stream whose numbers have no holes, or that is sent in their order, the numbers alone prove what was
 * received. No confirmation is needed.
 *
 * <p>A connection on which nothing is proven for the silence limit begins anew, whatever else arrives on it. Time is
 * counted in heartbeats, so that a pause of this process is not held against the source.
 */
final class EventSession implements LiveSession {

    /** The subscription is not repeated more often. */
    private static final Duration MEASURE_INTERVAL = Duration.ofMinutes(1);

    /** They say nothing of a cursor. */
    private static final Set<Integer> OTHER_REFUSALS = Set.of(401, 403, 407, 408, 425, 429);

    /** The events of a list are together at most so many times as long as a frame may be. */
    private static final long EVENTS_PER_FRAME = 4;

    private final String account;
    private final SocketProtocol talk;
    private final StrictJson json;
    private final FrameShape frames;
    private final LiveClaims claims;
    private final Deque<Instant> unanswered = new ArrayDeque<>();
    private final SubscriptionDialogue dialogue;
    private final @Nullable ResumeCursors cursors;
    private final @Nullable String cursor;
    private volatile boolean forgotten;
    private boolean reached;
    private boolean confirmed;
    private int heartbeatsMeasuring;
    private @Nullable Instant measureAskedAt;

    /**
     * @param cursors where cursors are kept; null where a connection cannot go on where another ended
     * @param cursor with which the connection goes on; null when it begins with the present
     */
    EventSession(
            String account,
            SocketProtocol talk,
            StrictJson json,
            FrameShape frames,
            StreamStatistics learned,
            @Nullable ResumeCursors cursors,
            @Nullable String cursor) {
        this.account = account;
        this.talk = talk;
        this.dialogue = new SubscriptionDialogue(account, talk, cursor);
        this.cursors = cursors;
        this.cursor = cursor;
        this.json = json;
        this.frames = frames;
        this.claims = new LiveClaims(account, talk, learned, cursor);
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        used();
        return subscribed(dialogue.begin(at));
    }

    /** Where no confirmation comes, nothing is waited for, and nothing will be claimed. */
    private List<LiveEffect> subscribed(List<LiveEffect> said) {
        confirmed |= !dialogue.goesOn() && talk.confirmation() == null;
        return said;
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return switch (frames.json(message)) {
            case ParseResult.Got<byte[]>(byte[] text) -> textFrame(text, receivedAt);
            case ParseResult.Refused<byte[]>(ParseError refusal) ->
                claims.unreadable(null, unreadable(null, message, refusal), receivedAt);
        };
    }

    private List<LiveEffect> textFrame(byte[] message, Instant receivedAt) {
        return switch (frames.read(json, message)) {
            case ParseResult.Got<JsonNode>(JsonNode frame) -> frame(frame, message, receivedAt);
            case ParseResult.Refused<JsonNode>(ParseError refusal) ->
                claims.unreadable(null, unreadable(null, message, refusal), receivedAt);
        };
    }

    private List<LiveEffect> frame(JsonNode frame, byte[] message, Instant receivedAt) {
        if (hasExpired(frame)) {
            forget();
            return List.of(new LiveEffect.Reconnect("the source does not have the cursor any more", true));
        }
        List<LiveEffect> effects = answer(frame, message, receivedAt);
        @Nullable String next = cursors == null ? null : cursors.in(frame);
        boolean ends = effects.stream().anyMatch(LiveEffect.Reconnect.class::isInstance);
        if (next == null || ends) {
            return effects;
        }
        List<LiveEffect> all = new ArrayList<>(effects);
        all.add(new LiveEffect.SaveCursor(next, receivedAt));
        reached = true;
        return all;
    }

    /** Some sources say it also of a connection that is too slow, and send nothing on it any more. */
    private boolean hasExpired(JsonNode frame) {
        @Nullable
        MessageMatcher expired = talk.resume() == null ? null : talk.resume().expired();
        return (cursor != null || reached) && expired != null && expired.isOn(frame);
    }

    private void forget() {
        if (cursors != null && cursor != null) {
            forgotten = true;
            cursors.forget(account);
        }
    }

    @Override
    public void delivered(String reached, Instant at) {
        if (cursors != null && !forgotten) {
            cursors.keep(account, reached, at);
        }
    }

    /** A source may answer a cursor that it does not take in any way, or not at all. */
    private void used() {
        if (cursors != null && cursor != null) {
            cursors.used(account);
        }
    }

    /** It may be the cursor that the source does not take. */
    @Override
    public void refused(int status) {
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST
                && status < HttpURLConnection.HTTP_INTERNAL_ERROR
                && !OTHER_REFUSALS.contains(status)) {
            forget();
        } else {
            used();
        }
    }

    @Override
    public void unanswered() {
        used();
    }

    private List<LiveEffect> answer(JsonNode frame, byte[] message, Instant receivedAt) {
        @Nullable List<LiveEffect> said = dialogue.answer(frame, receivedAt);
        if (said != null) {
            return subscribed(said);
        }
        TimedMessageMatcher confirmation = dialogue.goesOn() ? null : talk.confirmation();
        if (confirmation != null && confirmation.isOn(frame)) {
            return confirmed
                    ? confirmedAgain(confirmation, frame, receivedAt)
                    : confirmation(confirmation, frame, receivedAt);
        }
        boolean asked = !confirmed || heartbeatsMeasuring > 0;
        if (asked && talk.refusal() != null && talk.refusal().isOn(frame)) {
            forget();
            return List.of(new LiveEffect.Reconnect("the source refused the subscription", false));
        }
        if (talk.pong() != null && talk.pong().isOn(frame)) {
            return pong(talk.pong(), frame, message, receivedAt);
        }
        List<AnnouncedHole> holes =
                talk.holes().stream().filter(hole -> hole.isOn(frame)).toList();
        if (holes.isEmpty()) {
            return items(frame, message, receivedAt);
        }
        List<LiveEffect> effects = new ArrayList<>();
        holes.forEach(hole -> effects.addAll(claims.leftOut(hole, hole.range(frame), receivedAt)));
        if (frames.holdsEvents(frame)) {
            effects.addAll(items(frame, message, receivedAt));
        }
        return effects;
    }

    private List<LiveEffect> items(JsonNode frame, byte[] message, Instant receivedAt) {
        @Nullable EventList list = frames.each();
        @Nullable List<byte[]> several = list == null ? null : JsonElements.of(message, list.at());
        if (list != null && several != null) {
            return switch (list.events(frame, several, EVENTS_PER_FRAME * json.maxBytes())) {
                case ParseResult.Got<List<byte[]>>(List<byte[]> events) -> events(events, receivedAt);
                case ParseResult.Refused<List<byte[]>>(ParseError refusal) ->
                    claims.unreadable(null, unreadable(null, message, refusal), receivedAt);
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
                    effects.addAll(claims.unreadable(null, unreadable(null, element, refusal), receivedAt));
            }
        }
        return effects;
    }

    private List<LiveEffect> confirmation(TimedMessageMatcher confirmation, JsonNode frame, Instant receivedAt) {
        Long time = confirmation.timeOf(frame);
        if (time == null || !claims.measure(time, receivedAt)) {
            return List.of(new LiveEffect.Reconnect("the confirmation has no time, or not one of today", false));
        }
        confirmed = true;
        return claims.open(confirmedStreams(frame), time, receivedAt);
    }

    /** The subscription was repeated, by us or by the source. */
    private List<LiveEffect> confirmedAgain(TimedMessageMatcher confirmation, JsonNode frame, Instant receivedAt) {
        Long time = confirmation.timeOf(frame);
        if (time == null || !claims.measure(time, receivedAt)) {
            return heartbeatsMeasuring > 0 ? List.of(unmeasured()) : List.of();
        }
        heartbeatsMeasuring = 0;
        return claims.told(time, receivedAt);
    }

    private static LiveEffect unmeasured() {
        return new LiveEffect.Reconnect("the source does not tell its time again", false);
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
        if (time == null || !claims.measure(time, receivedAt)) {
            return List.of(unreadable(
                    null,
                    message,
                    new ParseError(
                            "pong-time",
                            "%s: no time, or not one of today".formatted(pong.time()),
                            "check socket.pong of the manifest")));
        }
        return claims.told(time, receivedAt);
    }

    private List<LiveEffect> event(JsonNode frame, byte[] message, Instant receivedAt) {
        return switch (frames.eventOf(frame)) {
            case ParseResult.Refused<EventShape>(ParseError refusal) ->
                claims.unreadable(null, unreadable(null, message, refusal), receivedAt);
            case ParseResult.Got<EventShape>(EventShape event) ->
                switch (event.item().sight(frame)) {
                    case ParseResult.Refused<ItemPosition>(ParseError refusal) ->
                        claims.unreadable(event.stream(), unreadable(event.stream(), message, refusal), receivedAt);
                    case ParseResult.Got<ItemPosition>(ItemPosition seen) ->
                        claims.captured(event, seen, frame, message, receivedAt);
                };
        };
    }

    /** The caller pings at every tick, and pongs come in the order of their pings. */
    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        Instant asked = unanswered.poll();
        return asked == null || !confirmed ? List.of() : claims.answered(asked, receivedAt);
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        if (talk.ping() == null) {
            unanswered.add(at);
        }
        if (!confirmed) {
            return dialogue.waiting(at);
        }
        List<LiveEffect> effects = new ArrayList<>();
        if (talk.ping() != null) {
            effects.add(new LiveEffect.Send(talk.ping().fill(account, talk.streams(), at)));
        }
        effects.addAll(claims.silent(at));
        if (talk.resume() != null && claims.repeatLongerThan(talk.resume().keep(), at)) {
            forget();
            effects.add(new LiveEffect.Reconnect("no event of the present came after the cursor", true));
        }
        effects.addAll(measuring(at));
        if (claims.withoutProof()) {
            effects.add(new LiveEffect.Reconnect("nothing is proven any more", false));
        }
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
        if (!claims.uncertain(at, longest)
                || (measureAskedAt != null && at.isBefore(measureAskedAt.plus(MEASURE_INTERVAL)))) {
            return List.of();
        }
        heartbeatsMeasuring = 1;
        measureAskedAt = at;
        return List.of(new LiveEffect.Send(talk.subscribe().fill(account, talk.streams(), at)));
    }

    @Override
    public @Nullable Long latenessMicros(String stream) {
        return claims.margin(stream);
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        return List.of();
    }

    private static LiveEffect unreadable(@Nullable String stream, byte[] message, ParseError refusal) {
        return new LiveEffect.DeadLetterRecord(stream, message, refusal.rule(), refusal.detail(), refusal.remedy());
    }
}
