package dev.gapless.checkpoint.recovery;

import dev.gapless.checkpoint.leases.Lease;
import dev.gapless.checkpoint.leases.LeaseStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Carries out the plan that is running, a round at a time, under a lease that it renews before each step. A step that
 * fails is tried again behind the others, and left when it has failed often enough: the rest goes on.
 */
final class PlanRunner {

    static final String RESOURCE = "recovery";

    private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

    private final RecoveryPlanStore plans;
    private final RecoveryStepExecutor steps;
    private final LeaseStore leases;
    private final TransactionOperations transaction;
    private final RecoveryProperties properties;
    private final MeterRegistry meters;

    PlanRunner(
            RecoveryPlanStore plans,
            RecoveryStepExecutor steps,
            LeaseStore leases,
            TransactionOperations transaction,
            RecoveryProperties properties,
            MeterRegistry meters) {
        this.plans = plans;
        this.transaction = transaction;
        this.steps = steps;
        this.leases = leases;
        this.properties = properties;
        this.meters = meters;
    }

    /** Until nothing is due, or so many gaps are released that the rest has to wait for the next round. */
    void round(Lease lease) {
        int released = 0;
        while (released < properties.releasesPerRound()
                && leases.renew(RESOURCE, lease.token(), properties.lease()).isPresent()) {
            Optional<RecoveryStep> next = plans.begin(RESOURCE, lease.token());
            if (next.isEmpty()) {
                return;
            }
            released += carryOut(next.get(), lease.token());
        }
    }

    private int carryOut(RecoveryStep step, long token) {
        try {
            int released = steps.release(step.action());
            if (Boolean.FALSE.equals(transaction.execute(status -> applied(step, token, released, status)))) {
                end(step, RecoveryStep.State.DONE, "nothing to do: it has moved since it was found");
            }
            return released;
        } catch (RuntimeException e) {
            String why = e.getClass().getSimpleName() + ": " + e.getMessage();
            if (step.attempts() >= properties.attempts()) {
                end(step, RecoveryStep.State.FAILED, why);
            } else {
                LOG.warn(
                        "recovery-step-failed plan={} step={} attempt={} cause={}",
                        step.plan(),
                        step.number(),
                        step.attempts(),
                        why);
                plans.postpone(step, Duration.ofSeconds(1L << Math.min(step.attempts(), 6)), why);
            }
            return 0;
        }
    }

    /** The effect and the step's end are one transaction, so that a step that is done is never done again. */
    private boolean applied(RecoveryStep step, long token, int released, TransactionStatus status) {
        Optional<String> words = steps.apply(step.action());
        if (words.isEmpty()) {
            status.setRollbackOnly();
            return false;
        }
        if (!leases.guards(RESOURCE, token)) {
            throw new IllegalStateException("the lease ran out");
        }
        int gaps = step.action().subjects().size();
        end(
                step,
                RecoveryStep.State.DONE,
                gaps == 0 ? words.get() : "%s; %d of %d gaps released".formatted(words.get(), released, gaps));
        return true;
    }

    private void end(RecoveryStep step, RecoveryStep.State state, String outcome) {
        plans.end(step, state, outcome);
        LOG.info(
                "recovery-step plan={} step={} type={} resource={} state={} outcome={}",
                step.plan(),
                step.number(),
                step.action().type(),
                step.action().resource(),
                state,
                outcome);
        meters.counter(
                        "gapless.recovery.steps",
                        "type",
                        step.action().type().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        "state",
                        state.name().toLowerCase(Locale.ROOT))
                .increment();
    }
}
