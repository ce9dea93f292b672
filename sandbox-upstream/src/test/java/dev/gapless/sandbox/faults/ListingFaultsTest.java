package dev.gapless.sandbox.faults;

import static dev.gapless.sandbox.faults.FakeSocket.order;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.sandbox.time.AdjustableClock;
import java.time.Clock;
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
    void a_window_is_gone_and_a_listing_empty_as_often_as_was_ordered() {
        GoneWindows gone = new GoneWindows(order("{'kind':'window-gone','count':1}"));
        EmptyPages empty = new EmptyPages(order("{'kind':'empty-pages','count':1}"));

        assertThat(gone.onListing(false)).isInstanceOf(ListingFault.Gone.class);
        assertThat(gone.onListing(true)).isNull();
        assertThat(empty.onListing(true)).isEqualTo(new ListingFault.Empty());
        assertThat(empty.onListing(false)).isNull();
        assertThat(gone.fired() + empty.fired()).isEqualTo(2);
    }

    @Test
    void the_next_cursors_have_a_nul() {
        NulCursors nul = new NulCursors(order("{'kind':'nul-text','in':'cursor','count':1}"));

        assertThat(nul.onNext("abc")).isEqualTo("\0abc");
        assertThat(nul.onNext("abc")).isEqualTo("abc");
        assertThat(nul.active()).isFalse();
    }

    @Test
    void cursors_are_gone_as_often_as_was_ordered_and_only_where() {
        ActiveFaults faults = new ActiveFaults(item -> {}, new AdjustableClock(Clock.systemUTC()), Instant.EPOCH);
        faults.order(order("{'kind':'cursor-gone','count':2,'account':'acc-0001','streams':['posts']}"));

        assertThat(faults.onListing("acc-0002", "posts", true)).isNull();
        assertThat(faults.onListing("acc-0001", "transactions", true)).isNull();
        assertThat(faults.onListing("acc-0001", "posts", false)).isNull();
        assertThat(faults.onListing("acc-0001", "posts", true)).isInstanceOf(ListingFault.Gone.class);
        assertThat(faults.onListing("acc-0001", "posts", true)).isInstanceOf(ListingFault.Gone.class);
        assertThat(faults.onListing("acc-0001", "posts", true)).isNull();
        assertThat(faults.toJson().get(0).get("fired").asInt()).isEqualTo(2);
    }
}
