package dev.gapless.processor.commit;

import static dev.gapless.processor.fakes.CapturedRecords.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.processor.fakes.FakeCommitService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpCommitClientIT {

    private final FakeCommitService checkpoint = new FakeCommitService();
    private final List<Duration> waits = new ArrayList<>();

    @AfterEach
    void close() {
        checkpoint.close();
    }

    @Test
    void a_batch_travels_in_chunks_and_comes_back_in_its_order() throws InterruptedException {
        List<Item> items = new ArrayList<>(items(25));
        items.add(item("item-3", 25, new byte[10]));

        List<Decision> decisions = decisions(items);

        assertThat(checkpoint.requests()).extracting(List::size).containsExactly(10, 10, 6);
        assertThat(decisions).hasSize(26);
        assertThat(decisions.subList(0, 25)).containsOnly(Decision.NEW);
        assertThat(decisions.get(25)).isEqualTo(Decision.DUPLICATE);
    }

    @Test
    void what_was_asked_arrives_as_it_was() throws InterruptedException {
        Item delete = item("gone", 7, null);

        ledger().commit(List.of(delete), List.of());

        Item arrived = checkpoint.requests().getFirst().getFirst();
        assertThat(arrived).usingRecursiveComparison().isEqualTo(delete);
    }

    @Test
    void while_the_ledger_is_away_it_is_asked_again_at_least_once_a_second() throws InterruptedException {
        checkpoint.away(true);

        List<Decision> decisions = decisions(items(1));

        assertThat(decisions).containsExactly(Decision.NEW);
        assertThat(waits).hasSize(8).allMatch(wait -> wait.compareTo(Duration.ofSeconds(1)) <= 0);
    }

    @Test
    void what_is_decided_is_told_with_the_last_chunk_and_not_before() throws InterruptedException {
        UUID topic = new UUID(1, 1);
        checkpoint.begin(topic, 0);
        ledger().commit(items(25), List.of(new DecidedSpan(topic, 0, 0, 25, 0)));

        assertThat(checkpoint.floors().decided()).containsEntry(topic + "-0", 25L);
        assertThat(checkpoint.spansAsked()).containsExactly(0, 0, 1);
    }

    @Test
    void a_ledger_that_has_lost_what_it_decided_says_so() {
        UUID topic = new UUID(1, 1);
        checkpoint.begin(topic, 0);

        assertThatExceptionOfType(FloorBehindException.class)
                .isThrownBy(() -> ledger().commit(items(3), List.of(new DecidedSpan(topic, 0, 7, 10, 7))));
        assertThat(checkpoint.floors().decided()).containsEntry(topic + "-0", 0L);
    }

    @Test
    void an_item_that_can_never_be_stored_is_found_and_its_neighbours_are_decided() throws InterruptedException {
        checkpoint.refuse("item-6");

        List<LedgerOutcome> outcomes = ledger().commit(items(10), List.of());

        assertThat(outcomes).hasSize(10);
        assertThat(outcomes.get(6))
                .isEqualTo(new LedgerOutcome.Refused("ledger-refused", "status 422 for this item alone"));
        outcomes.remove(6);
        assertThat(outcomes).containsOnly(new LedgerOutcome.Decided(Decision.NEW));
        assertThat(waits).isEmpty();
    }

    @Test
    void an_item_that_the_ledger_always_fails_on_is_found_and_its_neighbours_are_decided() throws InterruptedException {
        checkpoint.failOn("item-6");

        List<LedgerOutcome> outcomes = ledger().commit(items(10), List.of());

        assertThat(outcomes.get(6))
                .isEqualTo(
                        new LedgerOutcome.Refused("ledger-failed", "status 500 for this item alone, at each attempt"));
        outcomes.remove(6);
        assertThat(outcomes).containsOnly(new LedgerOutcome.Decided(Decision.NEW));
    }

    @Test
    void one_that_nothing_shows_to_be_the_ledgers_only_trouble_is_tried_longer() throws InterruptedException {
        checkpoint.failOn("item-0");

        CommitClient ledger = CommitClients.over(checkpoint.client(), 10, waits::add);

        assertThat(ledger.commit(items(1), List.of())).hasExactlyElementsOfTypes(LedgerOutcome.Refused.class);
        assertThat(waits).hasSize(20);
    }

    @Test
    void what_is_decided_is_told_though_the_last_item_is_refused() throws InterruptedException {
        UUID topic = new UUID(1, 1);
        checkpoint.begin(topic, 0);
        checkpoint.refuse("item-2");

        List<LedgerOutcome> outcomes = ledger().commit(items(3), List.of(new DecidedSpan(topic, 0, 0, 3, 0)));

        assertThat(outcomes.get(2)).isInstanceOf(LedgerOutcome.Refused.class);
        assertThat(checkpoint.floors().decided()).containsEntry(topic + "-0", 3L);
    }

    @Test
    void what_cannot_even_be_sent_costs_itself_alone() throws InterruptedException {
        List<Item> items = new ArrayList<>(items(3));
        items.add(1, item("half a character: \uD800", 9, new byte[10]));

        assertThat(ledger().commit(items, List.of()))
                .hasExactlyElementsOfTypes(
                        LedgerOutcome.Decided.class,
                        LedgerOutcome.Refused.class,
                        LedgerOutcome.Decided.class,
                        LedgerOutcome.Decided.class);
    }

    private List<Decision> decisions(List<Item> items) throws InterruptedException {
        return ledger().commit(items, List.of()).stream()
                .map(outcome -> ((LedgerOutcome.Decided) outcome).decision())
                .toList();
    }

    private CommitClient ledger() {
        return CommitClients.over(checkpoint.client(), 10, wait -> {
            waits.add(wait);
            // a wait that nothing ends must not run for ever
            assertThat(waits).hasSizeLessThan(100);
            checkpoint.away(waits.size() < 8);
        });
    }

    private static List<Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(offset -> item("item-" + offset, offset, new byte[10]))
                .toList();
    }
}
