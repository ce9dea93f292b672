package dev.gapless.common.platform;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.position.StreamId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says which work may begin while stops hold, and knows what has begun. Nothing begins before the control topic was
 * read to its end once, or when it was not heard for too long. Safe for many threads.
 *
 * <p>A caller is counted before it looks at the stops. So once a generation is obeyed, every call is either counted or
 * will see the stop.
 */
public final class UpstreamGate {

    /** Which work the gate guards. */
    public enum GuardedWork {
        MINING,
        CAPTURE,
        PROCESSING
    }

    /** To be closed when the work has ended. */
    public interface UpstreamPermit extends AutoCloseable {
        @Override
        void close();
    }

    private static final ControlSnapshot NOTHING_STOPPED = new ControlSnapshot(0, List.of());

    private final GuardedWork work;
    private final long holdNanos;
    private final long closeNanos;
    private final LongSupplier nanoClock;
    private final Set<BegunWork> begun = ConcurrentHashMap.newKeySet();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private final CountDownLatch heardOnce = new CountDownLatch(1);
    private volatile ControlSnapshot snapshot = NOTHING_STOPPED;
    private volatile @Nullable Long provenNanos;

    /** Equal to itself only, since one stream may have several calls. */
    private static final class BegunWork {

        private final List<StreamId> streams;

        private BegunWork(Collection<StreamId> streams) {
            this.streams = List.copyOf(streams);
        }
    }

    /**
     * @param hold nothing begins when the topic was not heard for so long; at least 1 s
     * @param close what is open is to be closed then; not shorter than {@code hold}
     * @param nanoClock {@link System#nanoTime}
     */
    public UpstreamGate(GuardedWork work, Duration hold, Duration close, LongSupplier nanoClock) {
        this.work = work;
        this.holdNanos = hold.toNanos();
        this.closeNanos = close.toNanos();
        this.nanoClock = nanoClock;
    }

    /** A gate that nothing ever stops, where there is no control topic: simulations and tests of other things. */
    public static UpstreamGate alwaysOpen(GuardedWork work) {
        UpstreamGate gate = new UpstreamGate(work, Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 0);
        gate.heard(NOTHING_STOPPED, 0);
        return gate;
    }

    /** @param listener called after each change of what is stopped, on the thread that reads the topic */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Begins work on these streams.
     *
     * @param streams empty for work that is not about streams
     * @return null when it may not begin
     */
    public @Nullable UpstreamPermit enter(Collection<StreamId> streams) {
        BegunWork entry = new BegunWork(streams);
        begun.add(entry);
        if (isHeld() || isAnyStopped(entry.streams)) {
            begun.remove(entry);
            return null;
        }
        return () -> begun.remove(entry);
    }

    /**
     * Waits until the topic was read to its end once.
     *
     * @return false when it was not in time
     */
    public boolean awaitHeard(Duration patience) throws InterruptedException {
        return heardOnce.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** True when nothing may begin: the topic was never read, or not heard for too long. */
    public boolean isHeld() {
        return isUnheardFor(holdNanos);
    }

    /** True when what is open is to be closed, because the topic was not heard for too long. */
    public boolean isCut() {
        return isUnheardFor(closeNanos);
    }

    private boolean isUnheardFor(long limit) {
        Long proven = provenNanos;
        return proven == null || (work != GuardedWork.PROCESSING && nanoClock.getAsLong() - proven > limit);
    }

    /** True when a stop names the stream. */
    public boolean isStopped(StreamId stream) {
        return isAnyStopped(List.of(stream));
    }

    private boolean isAnyStopped(List<StreamId> streams) {
        return snapshot.stops().stream().anyMatch(stop -> holds(stop, streams));
    }

    private boolean holds(ActiveStop stop, List<StreamId> streams) {
        StopScope scope = stop.scope();
        return switch (work) {
            case PROCESSING ->
                scope.kind() == ScopeKind.ALL
                        && stop.level() == StopLevel.ALL
                        && !stop.release().processing();
            case MINING ->
                scope.kind() != ScopeKind.CAPTURE
                        && streams.stream()
                                .anyMatch(stream ->
                                        names(scope, stream) && !stop.release().releasesMining(stream));
            case CAPTURE ->
                scope.kind() != ScopeKind.MINING
                        && streams.stream()
                                .anyMatch(stream ->
                                        names(scope, stream) && !stop.release().releasesCapture(stream));
        };
    }

    private static boolean names(StopScope scope, StreamId stream) {
        return scope.names(stream.source(), stream.account(), stream.stream());
    }

    /** The generation that is obeyed; 0 before any was read. */
    public long generation() {
        return snapshot.generation();
    }

    /** True while any stop holds, of whatever scope. */
    boolean hasStops() {
        return !snapshot.stops().isEmpty();
    }

    /** Work that began before its scope was stopped, and has not ended. */
    public int inFlightOfStopped() {
        return (int) begun.stream().filter(entry -> isAnyStopped(entry.streams)).count();
    }

    /** Obeys a snapshot, unless a newer one is obeyed already. */
    void obey(ControlSnapshot read) {
        if (read.generation() > snapshot.generation()) {
            snapshot = read;
            listeners.forEach(Runnable::run);
        }
    }

    /**
     * The topic was read to its end.
     *
     * @param read the last snapshot in it
     * @param askedNanos before the end was asked for
     */
    void heard(ControlSnapshot read, long askedNanos) {
        obey(read);
        provenNanos = askedNanos;
        if (heardOnce.getCount() > 0) {
            heardOnce.countDown();
            listeners.forEach(Runnable::run);
        }
    }
}
