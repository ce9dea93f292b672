package dev.gapless.scheduler.planning;

import dev.gapless.scheduler.planning.PlanQueue.Page;
import dev.gapless.scheduler.planning.PlanQueue.Taken;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Plans the streams that are due: those of which something was heard, and those whose time has come. Any number of
 * schedulers do this side by side, a page at a time. Used by one thread.
 */
final class PlanningRound {

    private static final Page NOTHING = new Page(0, List.of());

    private final StreamMemberships memberships;
    private final PlanQueue queue;
    private final StreamBatch batch;
    private final SourceFigures figures;
    private final ShardOwnership ownership;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;
    private final Duration lease;
    private final int batchSize;

    PlanningRound(
            StreamMemberships memberships,
            PlanQueue queue,
            StreamBatch batch,
            SourceFigures figures,
            ShardOwnership ownership,
            TransactionOperations transactions,
            DatabaseClock clock,
            Duration lease,
            int batchSize) {
        this.memberships = memberships;
        this.queue = queue;
        this.batch = batch;
        this.figures = figures;
        this.ownership = ownership;
        this.transactions = transactions;
        this.clock = clock;
        this.lease = lease;
        this.batchSize = batchSize;
    }

    /**
     * What cannot be done keeps nothing else from being done; the first failure comes out at the end. Streams that
     * could not be planned are due again after those that have waited longer.
     */
    void run() {
        memberships.follow();
        RuntimeException failure = null;
        Page page;
        do {
            Page taken = take();
            page = taken;
            failure = taken.streams().isEmpty() ? null : attempt(() -> plan(taken));
        } while (failure == null && page.streams().size() == batchSize);
        figures.refresh();
        if (failure != null) {
            throw failure;
        }
    }

    private Page take() {
        return Objects.requireNonNull(transactions.execute(status -> {
            Set<Integer> owned = ownership.fence();
            Instant now = clock.instant();
            return owned.isEmpty() ? NOTHING : queue.take(owned, batchSize, now, now.plus(lease));
        }));
    }

    private void plan(Page page) {
        try {
            batch.plan(page);
        } catch (RuntimeException e) {
            queue.putBack(
                    page.token(), page.streams().stream().map(Taken::stream).toList(), clock.instant());
            throw e;
        }
    }

    private static @Nullable RuntimeException attempt(Runnable work) {
        try {
            work.run();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
