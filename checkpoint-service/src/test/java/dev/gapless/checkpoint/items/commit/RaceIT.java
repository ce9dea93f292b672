package dev.gapless.checkpoint.items.commit;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RaceIT {

    private static final int THREADS = 64;
    private static final int ITEMS = 20;

    private final LedgerRig ledger = new LedgerRig();

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void of_64_callers_with_the_same_items_one_wins_each() throws Exception {
        List<List<Decision>> answers = together(caller -> IntStream.range(0, ITEMS)
                .mapToObj(i -> post("item-" + i, caller * 1_000L + i).item())
                .toList());

        for (int i = 0; i < ITEMS; i++) {
            int item = i;
            assertThat(answers.stream().map(answer -> answer.get(item)).filter(Decision::accepted))
                    .containsExactly(Decision.NEW);
        }
        assertThat(ledger.database().number("select count(*) from item_chain")).isEqualTo(ITEMS);
    }

    @Test
    void of_64_callers_with_the_same_records_all_get_the_same_answer_and_one_row_is_kept() throws Exception {
        List<List<Decision>> answers = together(caller -> IntStream.range(0, ITEMS)
                .mapToObj(i -> post("item-" + i, i).item())
                .toList());

        assertThat(answers).allSatisfy(answer -> assertThat(answer).containsOnly(Decision.NEW));
        assertThat(ledger.database().number("select count(*) from item_chain")).isEqualTo(ITEMS);
    }

    @Test
    void callers_with_the_same_records_that_tie_among_themselves_collide_and_still_get_the_same_answer()
            throws Exception {
        List<List<Decision>> answers = together(caller -> IntStream.range(0, ITEMS)
                .boxed()
                .flatMap(i -> Stream.of(
                        post("item-" + i, 2L * i).item(),
                        post("item-" + i, 2L * i + 1).saying("\"tied\"").item()))
                .toList());

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer).hasSize(2 * ITEMS).startsWith(Decision.NEW, Decision.CHANGED));
        assertThat(answers).allSatisfy(answer -> assertThat(answer).isEqualTo(answers.getFirst()));
        assertThat(ledger.database().number("select count(*) from item_chain")).isEqualTo(2 * ITEMS);
        assertThat(ledger.database().number("select count(*) from item where payload = '\"tied\"'"))
                .isEqualTo(ITEMS);
    }

    @Test
    void batches_that_cross_in_several_rounds_end_with_the_newest_version_and_each_version_once() throws Exception {
        List<List<Decision>> answers = together(caller -> {
            List<Item> batch = new ArrayList<>();
            for (int version = 1; version <= 3; version++) {
                for (int i = 0; i < 5; i++) {
                    batch.add(post("item-" + i, caller * 1_000L + batch.size())
                            .version(version)
                            .saying("\"" + version + "\"")
                            .item());
                }
            }
            Collections.shuffle(batch, new Random(caller));
            return batch;
        });

        assertThat(answers).hasSize(THREADS);
        assertThat(ledger.database().number("select count(*) from item where version = 3 and payload = '\"3\"'"))
                .isEqualTo(5);
        assertThat(ledger.database().number("select count(*) - count(distinct (item_id, version)) from item_chain"))
                .isZero();
    }

    private List<List<Decision>> together(IntFunction<List<Item>> batchOf) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Decision>>> pending = new ArrayList<>();
            for (int caller = 0; caller < THREADS; caller++) {
                List<Item> batch = batchOf.apply(caller);
                Callable<List<Decision>> call = () -> {
                    go.await();
                    return ledger.ledger().commit(batch).stream()
                            .map(ItemDecision::decision)
                            .toList();
                };
                pending.add(callers.submit(call));
            }
            go.countDown();
            return results(pending);
        }
    }

    private static List<List<Decision>> results(List<Future<List<Decision>>> pending)
            throws InterruptedException, ExecutionException {
        List<List<Decision>> answers = new ArrayList<>();
        for (Future<List<Decision>> each : pending) {
            answers.add(each.get());
        }
        return answers;
    }
}
