package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitLedgerTest {

    private final List<List<String>> transactions = new CopyOnWriteArrayList<>();
    private final AtomicInteger within = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        gate.countDown();
        callers.close();
    }

    @Test
    void who_waits_shares_the_next_transaction_and_gets_the_verdicts_of_its_own_items() throws Exception {
        GroupCommitLedger shared = new GroupCommitLedger(this::gated, 1, 10);
        Future<List<ItemDecision>> first = call(shared, "first");
        await().until(() -> within.get() == 1);
        List<Future<List<ItemDecision>>> others = IntStream.range(0, 5)
                .mapToObj(i -> call(shared, "new-" + i, "known-" + i))
                .toList();
        gate.countDown();

        assertThat(first.get()).hasSize(1);
        for (Future<List<ItemDecision>> other : others) {
            assertThat(other.get())
                    .extracting(ItemDecision::decision)
                    .containsExactly(Decision.NEW, Decision.DUPLICATE);
        }
        assertThat(transactions).hasSizeLessThan(6);
        assertThat(transactions.stream().mapToInt(List::size).sum()).isEqualTo(11);
    }

    @Test
    void no_more_items_share_one_than_allowed_and_a_larger_request_goes_alone() throws Exception {
        GroupCommitLedger shared = new GroupCommitLedger(this::gated, 1, 4);
        Future<List<ItemDecision>> first = call(shared, "first");
        await().until(() -> within.get() == 1);
        List<Future<List<ItemDecision>>> others = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            others.add(call(shared, "a" + i, "b" + i, "c" + i));
        }
        others.add(call(shared, "1", "2", "3", "4", "5", "6"));
        gate.countDown();

        first.get();
        for (Future<List<ItemDecision>> other : others) {
            assertThat(other.get()).isNotEmpty();
        }
        assertThat(transactions).extracting(List::size).containsOnly(1, 3, 6);
    }

    @Test
    void nobody_is_refused_for_what_another_sent() throws Exception {
        GroupCommitLedger shared = new GroupCommitLedger(this::gated, 1, 10);
        Future<List<ItemDecision>> first = call(shared, "first");
        await().until(() -> within.get() == 1);
        Future<List<ItemDecision>> good = call(shared, "good");
        Future<List<ItemDecision>> bad = call(shared, "bad");
        Future<List<ItemDecision>> alsoGood = call(shared, "also good");
        gate.countDown();

        first.get();
        assertThat(good.get()).hasSize(1);
        assertThat(alsoGood.get()).hasSize(1);
        assertThatThrownBy(bad::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(call(shared, "later").get()).hasSize(1);
    }

    @Test
    void there_are_never_more_transactions_at_once_than_places() throws Exception {
        AtomicInteger most = new AtomicInteger();
        GroupCommitLedger shared = new GroupCommitLedger(
                (items, decided) -> {
                    most.accumulateAndGet(within.incrementAndGet(), Math::max);
                    try {
                        return new CommitOutcome(verdicts(items), Set.of());
                    } finally {
                        within.decrementAndGet();
                    }
                },
                2,
                3);
        List<Future<List<ItemDecision>>> all =
                IntStream.range(0, 200).mapToObj(i -> call(shared, "item-" + i)).toList();
        for (Future<List<ItemDecision>> each : all) {
            assertThat(each.get()).hasSize(1);
        }
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void each_caller_hears_of_its_own_partitions_alone() throws Exception {
        GroupCommitLedger shared = new GroupCommitLedger(this::gated, 1, 10);
        Future<List<ItemDecision>> first = call(shared, "first");
        await().until(() -> within.get() == 1);
        DecidedSpan behind = new DecidedSpan(new UUID(1, 1), 0, 3, 4, 3);
        DecidedSpan well = new DecidedSpan(new UUID(1, 1), 1, 3, 4, 3);
        Future<CommitOutcome> one =
                callers.submit(() -> shared.commit(List.of(post("a", 1).item()), List.of(behind)));
        Future<CommitOutcome> other = callers.submit(() -> shared.commit(List.of(), List.of(well)));
        gate.countDown();

        first.get();
        assertThat(one.get().behind()).containsExactly(behind);
        assertThat(other.get()).isEqualTo(new CommitOutcome(List.of(), Set.of()));
    }

    private Future<List<ItemDecision>> call(GroupCommitLedger shared, String... ids) {
        List<Item> items = new ArrayList<>();
        for (String id : ids) {
            items.add(post(id, items.size()).item());
        }
        Callable<List<ItemDecision>> call = () -> shared.commit(items);
        return callers.submit(call);
    }

    /** Spans of the first partition are behind. */
    private CommitOutcome gated(List<Item> items, List<DecidedSpan> decided) {
        within.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new CommitOutcome(
                verdicts(items),
                decided.stream().filter(span -> span.partition() == 0).collect(Collectors.toSet()));
    }

    private List<ItemDecision> verdicts(List<Item> items) {
        List<String> ids = items.stream().map(Item::itemId).toList();
        if (ids.contains("bad")) {
            throw new IllegalStateException("a bad item");
        }
        transactions.add(ids);
        return ids.stream()
                .map(id -> id.startsWith("known") ? ItemDecision.DUPLICATE : new ItemDecision(Decision.NEW, true))
                .toList();
    }
}
