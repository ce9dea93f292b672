package dev.gapless.scheduler.dispatch;

import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.TopicNames;
import dev.gapless.scheduler.drains.DrainFront;
import dev.gapless.scheduler.drains.DrainFronts;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Hands out what is due, in two steps: rows are marked, then their tasks are sent.
 *
 * <ol>
 *   <li>A task that Kafka did not take is put back at once under its epoch. It was never out, so no lease is lost.
 *   <li>After a failure one task alone is sent until Kafka takes it: the rest would wait as long and be marked in vain.
 *   <li>A task whose sender dies in between comes again when its lease runs out, under a higher epoch.
 * </ol>
 *
 * Used by one thread.
 */
final class TaskDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(TaskDispatcher.class);
    private static final int SECONDS = 25;

    /** What one look takes. */
    private record Due(List<DispatchedTask> polls, List<DispatchedTask> gaps, Instant now, boolean more) {

        List<DispatchedTask> all() {
            return Stream.concat(polls.stream(), gaps.stream()).toList();
        }
    }

    private final AccountQueue queue;
    private final GapDispatchLedger gaps;
    private final PollDispatchLedger polls;
    private final DrainFronts drains;
    private final KafkaOperations<String, byte[]> kafka;
    private final ClusterLock turns;
    private final ShardOwnership ownership;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;
    private final MeterRegistry meters;

    /** True from a failed send until one succeeds. */
    private boolean probing;

    TaskDispatcher(
            AccountQueue queue,
            GapDispatchLedger gaps,
            PollDispatchLedger polls,
            DrainFronts drains,
            KafkaOperations<String, byte[]> kafka,
            ClusterLock turns,
            ShardOwnership ownership,
            TransactionOperations transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        this.queue = queue;
        this.gaps = gaps;
        this.polls = polls;
        this.drains = drains;
        this.kafka = kafka;
        this.turns = turns;
        this.ownership = ownership;
        this.transactions = transactions;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Looks until nothing is left that is due and may be out.
     *
     * @throws RuntimeException what the first failed send failed with, after the unsent tasks were put back
     */
    void dispatch() {
        boolean more = true;
        while (more) {
            more = look();
        }
    }

    /**
     * Of this scheduler's shards alone. At one source by turns, because two at once would both count before either has
     * taken, and hand out twice what may be out. A source that another scheduler has comes next time.
     *
     * @return true when accounts whose gaps changed are still to be looked at
     */
    private boolean look() {
        Due due = transactions.execute(status -> {
            Set<Integer> owned = ownership.fence();
            return owned.isEmpty() ? null : take(owned);
        });
        if (due == null || due.all().isEmpty()) {
            return due != null && due.more();
        }
        Map<DispatchedTask, CompletableFuture<?>> sends = new HashMap<>();
        RuntimeException failure = send(due, sends);
        probing = failure != null;
        if (failure != null) {
            putBack(due, sends);
            throw failure;
        }
        return due.more();
    }

    private Due take(Set<Integer> owned) {
        Instant now = clock.instant();
        int lost = gaps.reopenLost(owned, now);
        if (lost > 0) {
            LOG.warn("leases-lost count={}", lost);
            meters.counter("gapless.mining.lost").increment(lost);
        }
        polls.reopenLost(owned, now);
        boolean more = queue.refresh(owned, now);
        // before the locks that other schedulers wait for
        DrainFront front = drains.front(now).orElse(null);
        DispatchScope scope = new DispatchScope(owned, turns.lockSources(), front);
        int most = probing ? 1 : Integer.MAX_VALUE;
        List<DispatchedTask> duePolls = polls.take(scope, most, now);
        List<DispatchedTask> dueGaps = gaps.take(scope, most - duePolls.size(), now);
        if (!dueGaps.isEmpty()) {
            // what is taken would stand before the others' in their next looks
            more |= queue.refresh(owned, now);
        }
        return new Due(duePolls, dueGaps, now, more && !probing);
    }

    /** @return what the first send failed with that did; null when Kafka has all of them */
    private @Nullable RuntimeException send(Due due, Map<DispatchedTask, CompletableFuture<?>> sends) {
        try {
            for (DispatchedTask taken : due.all()) {
                sends.put(taken, send(taken, due.now()));
            }
            // nothing more comes in this look, so the producer need not wait for it
            kafka.flush();
            CompletableFuture.allOf(sends.values().toArray(CompletableFuture[]::new))
                    .orTimeout(SECONDS, TimeUnit.SECONDS)
                    .join();
            return null;
        } catch (NestedRuntimeException | KafkaException | CompletionException e) {
            return e;
        }
    }

    private CompletableFuture<?> send(DispatchedTask taken, Instant now) {
        MiningTask task = taken.toTask(now);
        String mode = task.mode().name().toLowerCase(Locale.ROOT);
        return kafka.send(TopicNames.MINING_TASKS, task.stream().key(), task.toBytes())
                .thenRun(() ->
                        meters.counter("gapless.mining.tasks", "mode", mode).increment());
    }

    /** One that is under way still may be in Kafka some day: its epoch is an old one then, and nothing comes of it. */
    private void putBack(Due due, Map<DispatchedTask, CompletableFuture<?>> sends) {
        Predicate<DispatchedTask> unsent = taken -> {
            CompletableFuture<?> send = sends.get(taken);
            return send == null || !send.isDone() || send.isCompletedExceptionally();
        };
        polls.putBack(due.polls().stream().filter(unsent).toList());
        gaps.putBack(due.gaps().stream().filter(unsent).toList(), due.now());
    }
}
