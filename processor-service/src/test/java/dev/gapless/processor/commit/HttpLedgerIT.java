package dev.gapless.processor.commit;

import static dev.gapless.processor.fakes.Captured.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.Decision;
import dev.gapless.processor.fakes.FakeCheckpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpLedgerIT {

    private final FakeCheckpoint checkpoint = new FakeCheckpoint();
    private final List<Duration> waits = new ArrayList<>();

    @AfterEach
    void close() {
        checkpoint.close();
    }

    @Test
    void a_batch_travels_in_chunks_and_comes_back_in_its_order() throws InterruptedException {
        List<Item> items = new ArrayList<>(items(25));
        items.add(item("item-3", 25, new byte[10]));

        List<Decision> decisions = ledger().commit(items, List.of());

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
    void a_ledger_of_the_former_release_is_asked_as_it_understands() throws InterruptedException {
        checkpoint.former();
        Item item = item("a", 7, new byte[10]);

        assertThat(ledger().commit(List.of(item), List.of())).containsExactly(Decision.NEW);
        assertThat(checkpoint.requests().getFirst().getFirst())
                .usingRecursiveComparison()
                .isEqualTo(item);
        assertThat(waits).isEmpty();
    }

    @Test
    void while_the_ledger_is_away_it_is_asked_again_at_least_once_a_second() throws InterruptedException {
        checkpoint.away(true);

        List<Decision> decisions = ledger().commit(items(1), List.of());

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
    void an_item_that_can_never_be_stored_is_found_and_named() {
        checkpoint.refuse("item-6");

        assertThatExceptionOfType(RefusedItemException.class)
                .isThrownBy(() -> ledger().commit(items(10), List.of()))
                .satisfies(refused -> assertThat(refused.refused().offset()).isEqualTo(6));
        assertThat(waits).isEmpty();
    }

    private Ledger ledger() {
        return Ledgers.over(checkpoint.client(), 10, wait -> {
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
