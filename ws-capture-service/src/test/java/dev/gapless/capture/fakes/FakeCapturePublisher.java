package dev.gapless.capture.fakes;

import dev.gapless.capture.delivery.CapturePublisher;
import dev.gapless.common.kafka.SendCallback;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.RecordPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps everything; records are acknowledged when the test says so, reports at once. Safe for many threads. */
public final class FakeCapturePublisher implements CapturePublisher {

    private final List<CapturedRecord> captured = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<CoverageReport> reports = new ArrayList<>();
    private final List<CoverageRetraction> retractions = new ArrayList<>();
    private final List<SendCallback> waiting = new ArrayList<>();
    private final AtomicLong offset = new AtomicLong();

    @Override
    public synchronized void captured(CapturedRecord item, SendCallback done) {
        captured.add(item);
        waiting.add(done);
    }

    @Override
    public synchronized void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        deadLetters.add(letter);
        waiting.add((place, failure) -> done.accept(failure));
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        synchronized (this) {
            reports.add(report);
        }
        done.accept(null);
    }

    @Override
    public void retract(CoverageRetraction retraction, Consumer<@Nullable Exception> done) {
        synchronized (this) {
            retractions.add(retraction);
        }
        done.accept(null);
    }

    public synchronized List<CoverageRetraction> retractions() {
        return List.copyOf(retractions);
    }

    public synchronized List<CapturedRecord> captured() {
        return List.copyOf(captured);
    }

    public synchronized List<DeadLetter> deadLetters() {
        return List.copyOf(deadLetters);
    }

    public synchronized List<CoverageReport> reports() {
        return List.copyOf(reports);
    }

    /** Of those that wait, the one that was sent first is 0. */
    public void acknowledge(int index) {
        arrived(take(index));
    }

    public void acknowledgeAll() {
        List<SendCallback> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(this::arrived);
    }

    /** All records arrive in one partition, each behind the one before. */
    private void arrived(SendCallback done) {
        done.done(new RecordPlace(0, offset.getAndIncrement()), null);
    }

    public void fail(int index) {
        take(index).done(null, new IllegalStateException("not delivered"));
    }

    private synchronized SendCallback take(int index) {
        return waiting.remove(index);
    }
}
