package dev.gapless.processor.commit;

import static dev.gapless.processor.fakes.CapturedRecords.item;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitBatcherTest {

    @ParameterizedTest(name = "{0} items")
    @ValueSource(ints = {0, 1, 99, 100, 101, 250})
    void no_item_is_lost_at_the_cut_and_the_order_is_kept(int count) {
        List<Item> items = items(count, 10);

        List<List<Item>> chunks = new CommitBatcher(100, 1_000_000).of(items);

        assertThat(chunks).allMatch(chunk -> !chunk.isEmpty() && chunk.size() <= 100);
        assertThat(chunks.stream().flatMap(List::stream).toList()).isEqualTo(items);
        assertThat(chunks).hasSize((count + 99) / 100);
    }

    @Test
    void a_chunk_ends_before_it_grows_too_large() {
        List<List<Item>> chunks = new CommitBatcher(1_000, 2_000).of(items(5, 1_000));

        // 1,000 bytes of payload and 160 of envelope: one fits, two are too large
        assertThat(chunks).hasSize(5);
    }

    @Test
    void an_item_that_is_too_large_by_itself_goes_alone() {
        List<Item> items = List.of(
                item("small", 0, new byte[10]), item("large", 1, new byte[5_000]), item("after", 2, new byte[10]));

        assertThat(new CommitBatcher(1_000, 3_000).of(items)).hasSize(3);
    }

    private static List<Item> items(int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(offset -> item("item-" + offset, offset, new byte[bytes]))
                .toList();
    }
}
