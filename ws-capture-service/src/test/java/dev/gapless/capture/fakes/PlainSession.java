package dev.gapless.capture.fakes;

import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.StreamStateResponse;
import dev.gapless.connector.LiveEffect;
import dev.gapless.connector.LiveSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A protocol of words. {@code open 5} confirms, {@code item a} is an item, {@code claim 9} proves. {@code close},
 * {@code read}, {@code fork 3}, {@code cursor c}, {@code again} and {@code later} ask for what they say. {@code bug} is
 * one. All else is unreadable.
 */
public final class PlainSession implements LiveSession {

    public static final String STREAM = "posts";

    private final List<String> cursors = new CopyOnWriteArrayList<>();
    private final List<Integer> refusals = new CopyOnWriteArrayList<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicInteger ticks = new AtomicInteger();
    private final AtomicInteger states = new AtomicInteger();

    @Override
    public List<LiveEffect> opened(Instant at) {
        return List.of(new LiveEffect.Send("subscribe"));
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        String[] words = new String(message, StandardCharsets.UTF_8).split(" ", 2);
        return switch (words[0]) {
            case "open" ->
                List.of(new LiveEffect.OpenWindow(
                        STREAM, Long.parseLong(words[1]), Evidence.HEARTBEAT_ATTESTED, 0, null));
            case "item" -> List.of(new LiveEffect.PublishRecord(STREAM, words[1], false, message));
            case "foreign" -> List.of(new LiveEffect.PublishRecord("likes", words[1], false, message));
            case "claim" -> List.of(new LiveEffect.AdvanceCoverage(null, Long.parseLong(words[1]), List.of()));
            case "close" -> List.of(new LiveEffect.CloseWindow(STREAM));
            case "read" -> List.of(new LiveEffect.ReadState(STREAM));
            case "fork" -> List.of(new LiveEffect.RecordFork(STREAM, Long.parseLong(words[1]), 0));
            case "cursor" -> List.of(new LiveEffect.SaveCursor(words[1], receivedAt));
            case "again" -> List.of(new LiveEffect.Reconnect("wanted", true));
            case "later" -> List.of(new LiveEffect.Reconnect("wanted", false));
            case "bug" -> throw new IllegalStateException("a bug of the session");
            default -> List.of(new LiveEffect.DeadLetterRecord(null, message, "words", "not one we know", "teach it"));
        };
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        alive.incrementAndGet();
        return List.of();
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        ticks.incrementAndGet();
        return List.of();
    }

    @Override
    public List<LiveEffect> state(StreamStateResponse state, Instant at) {
        states.incrementAndGet();
        return List.of();
    }

    @Override
    public void delivered(String cursor, Instant at) {
        cursors.add(cursor);
    }

    @Override
    public void refused(int status) {
        refusals.add(status);
    }

    @Override
    public void unanswered() {
        unanswered.incrementAndGet();
    }

    /** Behind which all was delivered. */
    public List<String> cursors() {
        return List.copyOf(cursors);
    }

    /** Statuses of handshakes. */
    public List<Integer> refusals() {
        return List.copyOf(refusals);
    }

    /** Handshakes without an answer. */
    public int timesUnanswered() {
        return unanswered.get();
    }

    public int timesAlive() {
        return alive.get();
    }

    public int ticks() {
        return ticks.get();
    }

    public int states() {
        return states.get();
    }
}
