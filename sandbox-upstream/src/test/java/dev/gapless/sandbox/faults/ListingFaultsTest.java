package dev.gapless.sandbox.faults;

import static dev.gapless.sandbox.faults.FakeSocket.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults that meddle with listings. */
class ListingFaultsTest {

    private static final List<Integer> PAGE = List.of(0, 1, 2, 3, 4, 5, 6);

    @Test
    void every_third_item_is_left_out_until_the_count_is_reached() {
        PartialPages partial = new PartialPages(order("{'kind':'partial-pages','count':2}"));

        assertThat(partial.onPage(PAGE)).containsExactly(1, 2, 4, 5);
        assertThat(partial.onPage(List.of())).isEmpty();
        assertThat(partial.fired()).as("an empty page lacks nothing").isEqualTo(1);
        assertThat(partial.onPage(List.of(0))).isEmpty();
        assertThat(partial.onPage(PAGE)).isEqualTo(PAGE);
        assertThat(partial.fired()).isEqualTo(2);
        assertThat(partial.active()).isFalse();
    }

    @Test
    void a_duration_alone_means_all_pages_until_its_end() {
        PartialPages lasting = new PartialPages(order("{'kind':'partial-pages','duration':'1h'}"));
        for (int i = 0; i < 50; i++) {
            assertThat(lasting.onPage(PAGE)).hasSize(4);
        }
        PartialPages over = new PartialPages(order("{'kind':'partial-pages','duration':'0s'}"));

        assertThat(lasting.fired()).isEqualTo(50);
        assertThat(lasting.planned()).isEqualTo(1);
        assertThat(over.onPage(PAGE)).isEqualTo(PAGE);
        assertThat(over.active()).isFalse();
    }

    @Test
    void cursors_are_gone_as_often_as_was_ordered_and_only_where() {
        Faults faults = new Faults(item -> {}, Instant.EPOCH);
        faults.order(order("{'kind':'cursor-gone','count':2,'account':'acc-0001','streams':['posts']}"));

        assertThat(faults.onCursor("acc-0002", "posts")).isFalse();
        assertThat(faults.onCursor("acc-0001", "transactions")).isFalse();
        assertThat(faults.onCursor("acc-0001", "posts")).isTrue();
        assertThat(faults.onCursor("acc-0001", "posts")).isTrue();
        assertThat(faults.onCursor("acc-0001", "posts")).isFalse();
        assertThat(faults.toJson().get(0).get("fired").asInt()).isEqualTo(2);
    }
}
