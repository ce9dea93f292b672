package dev.gapless.processor.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.operation.LongRunningOperation;
import dev.gapless.common.operation.OperationJob;
import dev.gapless.common.operation.OperationKind;
import dev.gapless.common.operation.OperationLedger;
import dev.gapless.common.operation.OperationOutcome;
import dev.gapless.common.operation.OperationProgress;
import dev.gapless.common.operation.OperationRequest;
import dev.gapless.common.operation.OperationRun;
import dev.gapless.common.operation.OperationState;
import dev.gapless.common.operation.OperationWorker;
import dev.gapless.processor.fakes.InMemoryOperationLedger;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a replica does when its job or its claim goes wrong. */
class OperationWorkerTest {

    private static final Duration SOON = Duration.ofMillis(5);
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final InMemoryOperationLedger operations =
            new InMemoryOperationLedger(new OperationRequest(OperationKind.REPLAY, "fake", "{}", "somebody"));

    /** A job, as its run method. */
    private interface JobBody {
        String run(OperationRun run) throws InterruptedException;
    }

    private static OperationJob job(JobBody body) {
        return new OperationJob() {
            @Override
            public OperationKind kind() {
                return OperationKind.REPLAY;
            }

            @Override
            public String run(OperationRun run) throws InterruptedException {
                return body.run(run);
            }
        };
    }

    @Test
    void an_error_of_a_job_does_not_end_the_worker_and_is_told() {
        AtomicInteger runs = new AtomicInteger();
        OperationJob deep = job(run -> {
            if (runs.incrementAndGet() < 3) {
                throw new StackOverflowError("a record nested too deep");
            }
            return "{}";
        });
        try (OperationWorker worker = new OperationWorker(operations, deep, "only", SOON, Duration.ofSeconds(30))) {
            worker.start();
            await().until(() -> operations.operation().state() == OperationState.COMPLETED);
        }
        assertThat(runs).hasValue(3);
    }

    @Test
    void a_replica_whose_claim_was_answered_after_its_lease_does_nothing_outside() {
        AtomicInteger effects = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        OperationJob effect = job(run -> {
            runs.incrementAndGet();
            run.requireHeld();
            effects.incrementAndGet();
            return "{}";
        });
        try (OperationWorker worker =
                new OperationWorker(new SlowClaims(operations), effect, "slow", SOON, Duration.ofMillis(500))) {
            worker.start();
            await().until(() -> runs.get() > 0);
        }
        assertThat(effects).hasValue(0);
    }

    @Test
    void a_pause_between_portions_ends_when_the_replica_shuts_down() {
        AtomicInteger runs = new AtomicInteger();
        OperationJob pausing = job(run -> {
            runs.incrementAndGet();
            run.pause(PAUSE);
            return "{}";
        });
        long begun = System.nanoTime();
        try (OperationWorker worker = new OperationWorker(operations, pausing, "only", SOON, Duration.ofSeconds(30))) {
            worker.start();
            await().until(() -> runs.get() > 0);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PAUSE);
        assertThat(operations.operation().state()).isEqualTo(OperationState.PENDING);
    }

    /** Its claims are granted at once, and answered after 600 ms. */
    private record SlowClaims(OperationLedger operations) implements OperationLedger {

        @Override
        public Optional<LongRunningOperation> claim(OperationKind kind, String owner, Duration lease) {
            Optional<LongRunningOperation> claimed = operations.claim(kind, owner, lease);
            LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
            return claimed;
        }

        @Override
        public Optional<OperationState> advance(
                UUID id, long token, Duration lease, @Nullable OperationProgress progress) {
            return operations.advance(id, token, lease, progress);
        }

        @Override
        public boolean end(UUID id, long token, OperationOutcome outcome) {
            return operations.end(id, token, outcome);
        }
    }
}
