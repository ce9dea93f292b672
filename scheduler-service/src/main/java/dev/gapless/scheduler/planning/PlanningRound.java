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
    private final ShardOwnership ownership;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;
    private final Duration lease;
    private final int batchSize;

    PlanningRound(
            StreamMemberships memberships,
            PlanQueue queue,
            StreamBatch batch,
            ShardOwnership ownership,
            TransactionOperations transactions,
            DatabaseClock clock,
            Duration lease,
            int batchSize) {
        this.memberships = memberships;
        this.queue = queue;
        this.batch = batch;
        this.ownership = ownership;
        this.transactions = transactions;
        this.clock = clock;
        this.lease = lease;
        this.batchSize = batchSize;
    }

    /**
     * Comes back when no stream is due. Streams that could not be planned are due again after those that waited longer.
     */
    void run() {
        memberships.follow();
        Page page;
        do {
            page = take();
            if (!page.streams().isEmpty()) {
                plan(page);
            }
        } while (page.streams().size() == batchSize);
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
}
