package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.drains.DrainRun.DrainMark;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.scheduling.ClusterLock.LockName;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends drains, one scheduler at a time. Everything is in the database, so another scheduler goes on where one died. */
final class DrainTicker {

    private static final Logger LOG = LoggerFactory.getLogger(DrainTicker.class);
    private static final String SCHEDULER = "scheduler";

    private final DrainLedger drains;
    private final DrainFronts fronts;
    private final ClusterLock turns;
    private final DrainProperties properties;
    private final DatabaseClock clock;

    DrainTicker(
            DrainLedger drains,
            DrainFronts fronts,
            ClusterLock turns,
            DrainProperties properties,
            DatabaseClock clock) {
        this.drains = drains;
        this.fronts = fronts;
        this.turns = turns;
        this.properties = properties;
        this.clock = clock;
    }

    void round() {
        if (drains.running().isPresent()) {
            // another scheduler may have looked in between
            turns.runExclusively(LockName.DRAIN, () -> {
                Optional<DrainRun> running = drains.running();
                running.ifPresent(drain -> look(drain, clock.instant()));
                return running;
            });
        }
    }

    private void look(DrainRun drain, Instant now) {
        if (!now.isBefore(drain.endsAt())) {
            end(drain, DrainState.EXPIRED, "its time was over", now);
        } else if (fronts.front(now).isPresent()) {
            if (drain.emptySince() != null) {
                drains.noteEmpty(drain.id(), null);
            }
        } else if (drain.emptySince() == null) {
            drains.noteEmpty(drain.id(), now);
        } else if (!now.isBefore(drain.emptySince().plus(properties.emptyFor()))) {
            end(drain, DrainState.EMPTIED, "no work of its classes waits", now);
        }
    }

    private void end(DrainRun drain, DrainState state, String reason, Instant now) {
        if (drains.end(drain.id(), state, new DrainMark(now, SCHEDULER, reason))) {
            LOG.warn("drain-ended drain={} state={} by={} reason=\"{}\"", drain.id(), state, SCHEDULER, reason);
        }
    }
}
