package dev.gapless.capture.account;

import dev.gapless.capture.session.CaptureSession;
import dev.gapless.common.message.CaptureAssignment;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.UpstreamPermit;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections whose streams an operator has stopped, at once; also all of them when it was unknown for too long
 * whether they are stopped. One of whose streams only some are stopped, or are stopped no more, begins anew with the
 * others.
 */
public final class HaltWatch implements AutoCloseable {

    /** For silence of the control topic, which is not announced. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /**
     * How a connection stands to stops.
     *
     * @param assignment with the streams that it was begun for
     */
    private record HeldConnection(CaptureAssignment assignment, CaptureAssignment whole) {}

    private final UpstreamGate gate;
    private final Map<CaptureSession, HeldConnection> running = new ConcurrentHashMap<>();
    private final Semaphore changes = new Semaphore(0);
    private final Thread thread = Thread.ofVirtual().name("halt-watch").unstarted(this::run);

    public HaltWatch(UpstreamGate gate) {
        this.gate = gate;
    }

    void start() {
        gate.onChange(changes::release);
        thread.start();
    }

    /** The same without the streams that are stopped; without any while nothing may begin. */
    public CaptureAssignment permitted(CaptureAssignment whole) {
        return gate.isHeld() ? with(whole, List.of()) : unstopped(whole);
    }

    private CaptureAssignment unstopped(CaptureAssignment whole) {
        return with(
                whole,
                whole.streams().stream()
                        .filter(stream -> !gate.isStopped(new StreamId(whole.source(), whole.account(), stream)))
                        .toList());
    }

    private static CaptureAssignment with(CaptureAssignment whole, List<String> streams) {
        return new CaptureAssignment(
                whole.source(), whole.account(), streams, whole.revision(), whole.accountRevision());
    }

    /** Null when one of its streams is stopped by now. */
    public @Nullable UpstreamPermit enter(CaptureAssignment permitted) {
        return permitted.streams().isEmpty()
                ? null
                : gate.enter(permitted.streams().stream()
                        .map(stream -> new StreamId(permitted.source(), permitted.account(), stream))
                        .toList());
    }

    /**
     * Watches a connection. It may have been stopped since it was permitted.
     *
     * @param permitted what it was begun for
     * @param whole what the scheduler assigned
     */
    public void began(CaptureSession captureSession, CaptureAssignment permitted, CaptureAssignment whole) {
        running.put(captureSession, new HeldConnection(permitted, whole));
        changes.release();
    }

    /** The connection has ended. */
    public void ended(CaptureSession captureSession) {
        running.remove(captureSession);
    }

    /** Ends what is stopped, and what runs for other streams than it may. */
    public void look() {
        boolean cut = gate.isCut();
        running.forEach((captureSession, held) -> {
            if (cut
                    || !unstopped(held.whole())
                            .streams()
                            .equals(held.assignment().streams())) {
                captureSession.halted();
            }
        });
    }

    private void run() {
        try {
            while (true) {
                if (changes.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
