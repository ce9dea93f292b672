package dev.gapless.miner.walk;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.PageWalk;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.StreamId;
import dev.gapless.miner.delivery.Delivery;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts slices together. */
public final class Slices {

    private static final Logger LOG = LoggerFactory.getLogger(Slices.class);

    private final Upstream upstream;
    private final Delivery delivery;
    private final Waiter waiter;
    private final Backoff backoff;
    private final MeterRegistry meters;
    private final Clock clock;
    private final int attempts;

    public Slices(
            Upstream upstream,
            Delivery delivery,
            Waiter waiter,
            Backoff backoff,
            MeterRegistry meters,
            Clock clock,
            int attempts) {
        this.upstream = upstream;
        this.delivery = delivery;
        this.waiter = waiter;
        this.backoff = backoff;
        this.meters = meters;
        this.clock = clock;
        this.attempts = attempts;
    }

    Slice of(MiningTask task, Connector connector, StreamSpec stream, Budget budget) {
        StreamId id = task.stream();
        return new Slice(
                walk(task, connector),
                new Turns(upstream.pacing(), id, connector.spec().http(), budget, waiter, clock),
                new Calls(upstream.fetch(), upstream.credentials(), connector, id, budget),
                new Pages(task, new Proof(task, stream, clock), delivery, meters, clock),
                budget,
                new Retries(backoff, attempts, budget, waiter, clock),
                waiter,
                clock,
                task.resume());
    }

    /** A resume point of another release or manifest costs a walk from the start, not the task. */
    private static PageWalk walk(MiningTask task, Connector connector) {
        try {
            return walk(task, connector, task.resume());
        } catch (IllegalArgumentException e) {
            LOG.warn("resume-unreadable task={} effect=\"the walk begins anew\"", task.taskId());
            return walk(task, connector, null);
        }
    }

    private static PageWalk walk(MiningTask task, Connector connector, @Nullable String resume) {
        return connector.walk(task.stream(), task.mode(), task.from(), task.to(), resume);
    }
}
