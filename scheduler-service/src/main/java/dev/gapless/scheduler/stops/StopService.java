package dev.gapless.scheduler.stops;

import static java.util.Objects.requireNonNull;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.platform.tenant.CallerSources;
import dev.gapless.scheduler.stops.StopRow.StopMark;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Begins and ends stops, and tells how far they have come. */
public final class StopService {

    private static final Logger LOG = LoggerFactory.getLogger(StopService.class);

    private final StopLedger stops;
    private final ReceiptLedger receipts;
    private final TransactionOperations transactions;
    private final StopsProperties properties;
    private final DatabaseClock clock;
    private final Runnable changed;

    /** @param changed called after a change is committed, so that it is published at once */
    StopService(
            StopLedger stops,
            ReceiptLedger receipts,
            TransactionOperations transactions,
            StopsProperties properties,
            DatabaseClock clock,
            Runnable changed) {
        this.stops = stops;
        this.receipts = receipts;
        this.transactions = transactions;
        this.properties = properties;
        this.clock = clock;
        this.changed = changed;
    }

    /**
     * Stops the scope. A stop of the same scope and level that holds already is that stop. What a recovery has released
     * of it is stopped again.
     *
     * @param tenant within which it is asked for; null for the whole installation
     */
    StopRow begin(StopScope scope, StopLevel level, String reason, String by, @Nullable String tenant) {
        StopRow stop = transactions.execute(status -> {
            long generation = stops.raiseGeneration();
            Optional<StopRow> same = StopRow.same(stops.active(), scope, level, tenant);
            if (same.isPresent()) {
                StopRow again = same.get().released(StopRelease.NONE, generation);
                stops.write(again);
                return again;
            }
            StopRow begun = new StopRow(
                    UUID.randomUUID().toString(),
                    scope,
                    level,
                    reason,
                    generation,
                    new StopMark(clock.instant(), by, null),
                    null,
                    StopRelease.NONE,
                    tenant);
            stops.begin(begun);
            return begun;
        });
        afterCommit(() -> {
            changed.run();
            LOG.warn(
                    "stop-requested stop={} scope={} level={} by={} reason=\"{}\"",
                    stop.id(),
                    scope,
                    level,
                    by,
                    reason);
        });
        return stop;
    }

    /** Does it at once, or when the transaction that it is part of is committed; never for one that is taken back. */
    private static void afterCommit(Runnable work) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            work.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                work.run();
            }
        });
    }

    /** Ids of the stops that hold, and that the caller may end. */
    public List<String> holding(CallerSources caller) {
        return stops.active().stream()
                .filter(stop -> stop.isSeenBy(caller) && stop.isOf(caller))
                .map(StopRow::id)
                .toList();
    }

    /** How many stops hold, by how far they have come; also the states that none is in. */
    public Map<String, Integer> holdingByState() {
        Map<String, Integer> counts = new TreeMap<>();
        for (StopState state : StopState.values()) {
            if (state != StopState.ENDED) {
                counts.put(state.name(), 0);
            }
        }
        list(false, CallerSources.ALL).forEach(stop -> counts.merge(stop.state().name(), 1, Integer::sum));
        return counts;
    }

    /** True until the stop is ended. */
    public boolean holds(String id) {
        return holding(CallerSources.ALL).contains(id);
    }

    /** True for a stop, also one that has ended, that exists for the caller and that it may end. */
    public boolean isOf(String id, CallerSources caller) {
        return stops.find(id)
                .filter(stop -> stop.isSeenBy(caller) && stop.isOf(caller))
                .isPresent();
    }

    /**
     * True when exactly this part of a stop that holds is released. Nothing changes it until the caller's transaction
     * ends.
     */
    public boolean lockReleased(String id, StopRelease release) {
        stops.raiseGeneration();
        return isReleased(id, release);
    }

    /** True when exactly this part of a stop that holds is released. */
    public boolean isReleased(String id, StopRelease release) {
        return stops.find(id)
                .filter(stop -> stop.ending() == null && stop.release().equals(release))
                .isPresent();
    }

    /** Releases this part of a stop, and holds all other parts of it; nothing happens when it has ended. */
    public void release(String id, StopRelease release) {
        boolean released = Boolean.TRUE.equals(transactions.execute(status -> {
            long generation = stops.raiseGeneration();
            Optional<StopRow> holding = stops.find(id).filter(stop -> stop.ending() == null);
            holding.map(stop -> stop.released(release, generation)).ifPresent(stops::write);
            return holding.isPresent();
        }));
        afterCommit(() -> {
            if (released) {
                LOG.warn("stop-released stop={} release={}", id, release);
            }
            changed.run();
        });
    }

    /** Ends a stop for a recovery; one that has ended stays as it was. */
    public void endRecovered(String id, String reason, String by) {
        end(id, reason, by);
    }

    /** Ends a stop; one that has ended stays as it was. Empty when there is none of this id. */
    Optional<StopView> end(String id, String reason, String by) {
        Boolean ended = transactions.execute(status -> {
            stops.raiseGeneration();
            return stops.end(id, new StopMark(clock.instant(), by, reason));
        });
        if (Boolean.TRUE.equals(ended)) {
            afterCommit(() -> {
                LOG.warn("stop-ended stop={} by={} reason=\"{}\"", id, by, reason);
                changed.run();
            });
        }
        return stops.find(id).map(this::view);
    }

    /**
     * A replica obeys this generation. One that this database does not know is of a time before an older database was
     * put back. The stops that hold here are to be obeyed anew.
     */
    void obeyed(long generation) {
        if (generation <= stops.generation()) {
            return;
        }
        long raised = requireNonNull(transactions.execute(status -> {
            long later = stops.raiseGenerationAbove(generation);
            stops.active().forEach(stop -> stops.write(stop.raised(later)));
            return later;
        }));
        LOG.error("stops-of-an-older-database obeyed={} raised={}", generation, raised);
        changed.run();
    }

    /** Empty when it does not exist for the caller. */
    Optional<StopView> find(String id, CallerSources caller) {
        return stops.find(id).filter(stop -> stop.isSeenBy(caller)).map(this::view);
    }

    /** @param ended true: those that hold no more too, the newest first */
    List<StopView> list(boolean ended, CallerSources caller) {
        Instant unheardSince = clock.instant().minus(properties.unheardAfter());
        List<ReplicaReceipt> replicas = receipts.all();
        return (ended ? stops.all() : stops.active())
                .stream()
                        .filter(stop -> stop.isSeenBy(caller))
                        .map(stop -> StopView.of(stop, replicas, unheardSince))
                        .toList();
    }

    /** How far it has come. */
    StopView view(StopRow stop) {
        return StopView.of(stop, receipts.all(), clock.instant().minus(properties.unheardAfter()));
    }
}
