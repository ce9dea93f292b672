package dev.gapless.simulation.stops;

import dev.gapless.common.message.ActiveStop;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.stops.StopRow;
import dev.gapless.scheduler.stops.StopState;
import dev.gapless.simulation.oracle.Invariant;
import dev.gapless.simulation.oracle.InvariantOracle;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds each upstream call against the stops that are called acknowledged. It reads a stop's scope by itself, and knows
 * nothing of what a replica has heard.
 */
final class StopWatcher {

    private final InvariantOracle oracle;
    private final Map<String, ActiveStop> acknowledged = new HashMap<>();
    private long before;

    StopWatcher(InvariantOracle oracle) {
        this.oracle = oracle;
    }

    /** What is stopped has changed: nothing is acknowledged until replicas say so. */
    void changed() {
        acknowledged.clear();
    }

    /** The database is an older one: a stop counts again when it was called, or raised, since. */
    void wentBack(long lastGeneration) {
        acknowledged.clear();
        before = Math.max(before, lastGeneration);
    }

    /**
     * A scheduler could be asked now.
     *
     * @return how many stops it would call acknowledged for the first time
     */
    int look(StopTables tables, Instant now) {
        int first = 0;
        for (StopRow stop : tables.active()) {
            StopState state = StopState.of(stop, tables.receipts(), now.minus(StopTables.UNHEARD));
            boolean holds = state == StopState.ACKNOWLEDGED || state == StopState.QUIET;
            if (holds && stop.generation() > before && acknowledged.put(stop.id(), stop.active()) == null) {
                first++;
            }
        }
        return first;
    }

    void called(String node, GuardedWork work, List<StreamId> streams) {
        for (ActiveStop stop : acknowledged.values()) {
            for (StreamId stream : streams) {
                if (holds(stop, work, stream)) {
                    oracle.broken(Invariant.STOPPED_CALLED, "%s called about %s: %s".formatted(node, stream, stop));
                }
            }
        }
    }

    private static boolean holds(ActiveStop stop, GuardedWork work, StreamId stream) {
        StopScope scope = stop.scope();
        boolean named = switch (scope.kind()) {
            case ALL -> true;
            case MINING -> work == GuardedWork.MINING;
            case CAPTURE -> work == GuardedWork.CAPTURE;
            case SOURCE -> stream.source().equals(scope.source());
            case ACCOUNT -> stream.account().equals(scope.account());
            case STREAM -> stream.stream().equals(scope.stream());
        };
        boolean released = work == GuardedWork.MINING
                ? scope.kind() != ScopeKind.CAPTURE
                        && (stop.release().mining()
                                || stop.release().miningStreams().contains(stream.stream()))
                : stop.release().capture() || stop.release().captureThrough() != null;
        return named && !released;
    }
}
