package dev.gapless.simulation.stops;

import dev.gapless.common.message.ControlSnapshot;
import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.recovery.RecoveryRun;
import dev.gapless.scheduler.stops.ReplicaReceipt;
import dev.gapless.scheduler.stops.StopRow;
import dev.gapless.scheduler.stops.StopRow.StopMark;
import dev.gapless.simulation.core.ComponentFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tables of stops, of receipts and of recoveries: each method does what one transaction of the scheduler does. A
 * change of stops is told at once to the one who judges.
 */
final class StopTables {

    /** A replica that was not heard for so long, and obeys no stop yet, is unheard. */
    static final Duration UNHEARD = Duration.ofSeconds(2);

    /** A replica that was not heard for so long is not expected any more: longer than a gate stays open unheard. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(12);

    private final ComponentFactory core;
    private final Supplier<Instant> now;
    private final Runnable changed;
    private final Map<String, StopRow> stops = new LinkedHashMap<>();
    private final Map<String, ReplicaReceipt> receipts = new LinkedHashMap<>();
    private long generation;
    private long published;
    private Instant publishedAt = Instant.MIN;
    private @Nullable RecoveryRun run;
    private int begun;

    /** @param changed called after each change of what is stopped, before any other process can know of it */
    StopTables(ComponentFactory core, Supplier<Instant> now, Runnable changed) {
        this.core = core;
        this.now = now;
        this.changed = changed;
    }

    /** The tables as they are now, to be put back. */
    Runnable remember() {
        Map<String, StopRow> stopsThen = new LinkedHashMap<>(stops);
        Map<String, ReplicaReceipt> receiptsThen = new LinkedHashMap<>(receipts);
        long generationThen = generation;
        long publishedThen = published;
        Instant publishedAtThen = publishedAt;
        RecoveryRun runThen = run;
        return () -> {
            stops.clear();
            stops.putAll(stopsThen);
            receipts.clear();
            receipts.putAll(receiptsThen);
            generation = generationThen;
            published = publishedThen;
            publishedAt = publishedAtThen;
            run = runThen;
        };
    }

    private long raise() {
        generation = Math.max(generation + 1, now.get().toEpochMilli());
        return generation;
    }

    long generation() {
        return generation;
    }

    List<StopRow> active() {
        return List.copyOf(stops.values());
    }

    List<ReplicaReceipt> receipts() {
        return List.copyOf(receipts.values());
    }

    /** @return the stop's id */
    String begin(StopScope scope, StopLevel level) {
        long raised = raise();
        StopRow stop = StopRow.same(active(), scope, level, null)
                .map(same -> core.released(same, StopRelease.NONE, raised))
                .orElseGet(() -> new StopRow(
                        "stop-" + ++begun,
                        scope,
                        level,
                        "a test",
                        raised,
                        new StopMark(now.get(), "person", null),
                        null,
                        StopRelease.NONE,
                        null));
        stops.put(stop.id(), stop);
        changed.run();
        return stop.id();
    }

    void end(String id) {
        raise();
        stops.remove(id);
        changed.run();
    }

    private void release(String id, StopRelease release) {
        long raised = raise();
        stops.computeIfPresent(id, (_, stop) -> core.released(stop, release, raised));
        changed.run();
    }

    private boolean isReleased(String id, StopRelease release) {
        StopRow stop = stops.get(id);
        return stop != null && stop.release().equals(release);
    }

    /** True where dispatch leaves the stream out. */
    boolean holdsMining(StreamId stream) {
        return stops.values().stream()
                .anyMatch(stop -> stop.scope().kind() != ScopeKind.CAPTURE
                        && stop.scope().names(stream.source(), stream.account(), stream.stream())
                        && !stop.release().releasesMining(stream));
    }

    boolean isToPublish(Duration republish) {
        return published < generation || publishedAt.isBefore(now.get().minus(republish));
    }

    ControlSnapshot snapshot() {
        return new ControlSnapshot(
                generation, stops.values().stream().map(StopRow::active).toList());
    }

    void published(long which) {
        published = which;
        publishedAt = now.get();
        receipts.values().removeIf(receipt -> receipt.heardAt().isBefore(now.get().minus(FORGOTTEN)));
    }

    /** Notes a replica's word; a silent process of the same replica has been replaced by this one. */
    void note(String replica, int process, long obeyed, int inFlight) {
        Instant heard = now.get();
        receipts.put(
                replica + "/" + process,
                new ReplicaReceipt("simulated", replica, String.valueOf(process), obeyed, heard, inFlight, heard, null));
        receipts.values()
                .removeIf(other -> other.instance().equals(replica)
                        && !other.process().equals(String.valueOf(process))
                        && other.heardAt().isBefore(heard.minus(UNHEARD)));
        if (obeyed > generation && core.noticesLaterGenerations()) {
            generation = obeyed;
            long raised = raise();
            stops.replaceAll((_, stop) -> stop.raised(raised));
            changed.run();
        }
    }

    Optional<RecoveryRun> run() {
        return Optional.ofNullable(run);
    }

    /** One recovery at a time. */
    boolean begin(RecoveryRun first) {
        if (run != null || !stops.containsKey(first.stop())) {
            return false;
        }
        run = first;
        release(first.stop(), first.release());
        return true;
    }

    /** True when the stop is released as the run has it. */
    boolean agrees(RecoveryRun present) {
        return isReleased(present.stop(), present.release());
    }

    boolean holds(String stop) {
        return stops.containsKey(stop);
    }

    /** Writes the next step of a run, unless it or its stop has changed since it was read. */
    void write(RecoveryRun before, RecoveryRun after) {
        if (!before.equals(run)) {
            return;
        }
        boolean again = switch (after.state()) {
            case ABORTED -> true;
            default -> agrees(before) || !holds(before.stop());
        };
        if (!again) {
            return;
        }
        run = after.state().isOver() ? null : after;
        switch (after.state()) {
            case COMPLETED -> end(after.stop());
            default -> release(after.stop(), after.release());
        }
    }
}
