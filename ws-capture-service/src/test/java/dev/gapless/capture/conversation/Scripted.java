package dev.gapless.capture.conversation;

import dev.gapless.capture.connection.Link;
import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.connector.LiveEffect;
import dev.gapless.common.connector.LiveSession;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.ForkNotice;
import dev.gapless.common.message.StreamState;
import dev.gapless.common.position.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything around a conversation, by hand: a session that answers each message by its script, and an outbox that
 * acknowledges when it is told.
 */
final class Scripted implements LiveSession, Outbox, Link, StreamStates {

    final Map<String, List<LiveEffect>> script = new ConcurrentHashMap<>();
    final List<CoverageReport> reports = new CopyOnWriteArrayList<>();
    final List<CapturedRecord> captured = new CopyOnWriteArrayList<>();
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<Consumer<@Nullable Exception>> unanswered = new CopyOnWriteArrayList<>();

    void acknowledge(int index) {
        unanswered.get(index).accept(null);
    }

    void fail(int index) {
        unanswered.get(index).accept(new IllegalStateException("the broker is away"));
    }

    @Override
    public List<LiveEffect> opened(Instant at) {
        return script.getOrDefault("opened", List.of());
    }

    @Override
    public List<LiveEffect> frame(byte[] message, Instant receivedAt) {
        return script.getOrDefault(new String(message, StandardCharsets.UTF_8), List.of());
    }

    @Override
    public List<LiveEffect> alive(Instant receivedAt) {
        return List.of();
    }

    @Override
    public List<LiveEffect> tick(Instant at) {
        return List.of();
    }

    @Override
    public List<LiveEffect> state(StreamState state, Instant at) {
        return script.getOrDefault("state", List.of());
    }

    @Override
    public void captured(CapturedRecord item, Consumer<@Nullable Exception> done) {
        captured.add(item);
        unanswered.add(done);
    }

    @Override
    public void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        deadLetters.add(letter);
        unanswered.add(done);
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        reports.add(report);
        done.accept(null);
    }

    @Override
    public void send(String text) {
        sent.add(text);
    }

    @Override
    public void ping() {
        sent.add("ping");
    }

    @Override
    public void reading(boolean on) {
        sent.add("reading " + on);
    }

    @Override
    public void close() {
        sent.add("close");
    }

    @Override
    public StreamState after(StreamId stream, String windowId) {
        return new StreamState(stream, 0, null, List.of(), true);
    }

    @Override
    public StreamState fork(StreamId stream, ForkNotice notice) {
        return new StreamState(stream, notice.generation() + 1, null, List.of(), true);
    }
}
