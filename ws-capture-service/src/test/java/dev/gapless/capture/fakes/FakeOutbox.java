package dev.gapless.capture.fakes;

import dev.gapless.capture.delivery.Outbox;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CoverageDoubt;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps everything; records are acknowledged when the test says so, reports at once. Safe for many threads. */
public final class FakeOutbox implements Outbox {

    private final List<CapturedRecord> captured = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final List<CoverageReport> reports = new ArrayList<>();
    private final List<CoverageDoubt> doubts = new ArrayList<>();
    private final List<Consumer<@Nullable Exception>> waiting = new ArrayList<>();

    @Override
    public synchronized void captured(CapturedRecord item, Consumer<@Nullable Exception> done) {
        captured.add(item);
        waiting.add(done);
    }

    @Override
    public synchronized void deadLetter(String source, DeadLetter letter, Consumer<@Nullable Exception> done) {
        deadLetters.add(letter);
        waiting.add(done);
    }

    @Override
    public void coverage(CoverageReport report, Consumer<@Nullable Exception> done) {
        synchronized (this) {
            reports.add(report);
        }
        done.accept(null);
    }

    @Override
    public void doubt(CoverageDoubt doubt, Consumer<@Nullable Exception> done) {
        synchronized (this) {
            doubts.add(doubt);
        }
        done.accept(null);
    }

    public synchronized List<CoverageDoubt> doubts() {
        return List.copyOf(doubts);
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
        take(index).accept(null);
    }

    public void acknowledgeAll() {
        List<Consumer<@Nullable Exception>> all;
        synchronized (this) {
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(done -> done.accept(null));
    }

    public void fail(int index) {
        take(index).accept(new IllegalStateException("not delivered"));
    }

    private synchronized Consumer<@Nullable Exception> take(int index) {
        return waiting.remove(index);
    }
}
