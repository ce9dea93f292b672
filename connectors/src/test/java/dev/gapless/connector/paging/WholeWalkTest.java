package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.PageWalk.Narrowing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listings in the order of names: only all pages together prove something. */
class WholeWalkTest {

    private static final Range WINDOW = new Range(100, 200);

    private final PageWalk walk = walk(null);

    private static PageWalk walk(@Nullable String resume) {
        return walk(ListingFixtures.window(null, true, null, true), null, resume);
    }

    private static PageWalk walk(WindowParameters window, @Nullable PageSize size, @Nullable String resume) {
        PagingStyle paging = new PagingStyle.WholeListing(
                new PagingStyle.Cursor("continue", ListingFixtures.at("/meta/next"), null));
        EventListing listing = ListingFixtures.listing(ListingOrder.OLDEST_FIRST, window, paging);
        return ListingFixtures.walk(
                new EventListing(
                        listing.request(),
                        window,
                        listing.order(),
                        paging,
                        listing.items(),
                        listing.reader(),
                        null,
                        listing.end(),
                        null,
                        size),
                WINDOW.from(),
                WINDOW.to(),
                resume);
    }

    @Test
    void the_last_page_proves_the_window_and_no_page_before_it_does() {
        assertThat(page(walk, "b", 500, 150, 120, 90)).satisfies(page -> {
            assertThat(page.items()).extracting(ListedItem::position).containsExactly(150L, 120L);
            assertThat(page.covers()).isNull();
            assertThat(page.last()).isFalse();
        });
        assertThat(asked(walk)).isEqualTo("continue=b");
        assertThat(page(walk, null, 30, 110)).satisfies(page -> {
            assertThat(page.items()).extracting(ListedItem::position).containsExactly(110L);
            assertThat(page.covers()).isEqualTo(WINDOW);
            assertThat(page.unseen()).as("behind the newest").isEqualTo(Range.of(151, 200));
            assertThat(page.last()).isTrue();
        });
    }

    /** One that was made meanwhile may have its place on a page that was read already. */
    @Test
    void what_was_settled_at_the_first_page_bounds_the_claim_of_the_last() {
        accept(walk, 140, "b", 120);
        PageWalk next = walk(walk.resume());

        PageStep.Page last = (PageStep.Page) accept(next, 190, null, 110);

        assertThat(last.covers()).isEqualTo(WINDOW);
        assertThat(last.settled()).isEqualTo(140);
        assertThat(last.unseen())
                .as("a later slice knows the newest of an earlier one")
                .isEqualTo(Range.of(121, 200));
    }

    /** As from a gateway under maintenance: the pages that it hides may have had items anywhere. */
    @Test
    void a_last_page_without_items_leaves_all_of_the_window_in_doubt() {
        page(walk, "b", 195);

        assertThat(page(walk, null).unseen()).isEqualTo(WINDOW);
        assertThat(page(walk(null), null).unseen()).isEqualTo(WINDOW);
    }

    @Test
    void an_expired_cursor_is_no_word_of_the_history_and_begins_the_walk_anew() {
        assertThat(walk.next().refusal()).as("410 of a first page means gone").isNull();
        accept(walk, 140, "b", 120, 199);
        assertThat(Objects.requireNonNull(walk.next().refusal()).holds(410, new byte[0]))
                .isTrue();
        assertThat(Objects.requireNonNull(walk.next().refusal()).holds(404, new byte[0]))
                .isFalse();

        assertThat(walk.restart()).isEqualTo(Narrowing.SMALLER_WINDOW);

        assertThat(asked(walk)).isNull();
        PageStep.Page whole = (PageStep.Page) accept(walk, 170, null, 110);
        assertThat(whole.settled()).isEqualTo(170);
        assertThat(whole.unseen()).as("what the walk before saw proves nothing").isEqualTo(Range.of(111, 200));
    }

    /** Each of its slices reads a page and finds the cursor expired in the next. */
    @Test
    void a_listing_that_outlives_its_cursors_is_given_up_after_three_restarts_whatever_the_slices() {
        String resume = null;
        for (int i = 0; i < 3; i++) {
            PageWalk before = walk(resume);
            page(before, "b" + i, 120);
            PageWalk after = walk(before.resume());
            assertThat(asked(after)).as("slice %d", i).isEqualTo("continue=b" + i);
            assertThat(after.restart()).isEqualTo(Narrowing.SMALLER_WINDOW);
            page(after, "c" + i, 130);
            resume = after.resume();
        }

        assertThat(walk(resume).restart()).isEqualTo(Narrowing.GIVEN_UP);
    }

    @Test
    void half_of_the_window_is_walked_by_itself_where_the_source_can_be_asked_for_it() {
        PageWalk parted = walk(ListingFixtures.BOTH, null, null);
        page(parted, "b", 120);
        parted.restart();
        assertThat(asked(parted)).as("first anew as it was").isEqualTo("since=100&until=200");
        page(parted, "b", 120);
        parted.restart();
        assertThat(asked(parted)).isEqualTo("since=100&until=150");

        assertThat(page(parted, null, 120, 160)).satisfies(page -> {
            assertThat(page.covers()).isEqualTo(Range.of(100, 150));
            assertThat(page.items()).extracting(ListedItem::position).containsExactly(120L);
            assertThat(page.unseen()).isEqualTo(Range.of(121, 150));
            assertThat(page.last()).isFalse();
        });
        PageWalk rest = walk(ListingFixtures.BOTH, null, parted.resume());
        assertThat(asked(rest)).isEqualTo("since=150&until=200");
        for (int i = 0; i < 3; i++) {
            page(rest, "c" + i, 160);
            assertThat(rest.restart()).as("counted anew behind a part").isEqualTo(Narrowing.SMALLER_WINDOW);
        }
        assertThat(rest.restart()).isEqualTo(Narrowing.GIVEN_UP);
    }

    @Test
    void a_page_that_is_too_long_begins_the_walk_anew_with_fewer_items_a_page_in_later_slices_too() {
        PageWalk sized = walk(ListingFixtures.window(null, true, null, true), new PageSize("limit", 4, 1), null);
        page(sized, "b", 120);

        assertThat(sized.narrow()).isEqualTo(Narrowing.FEWER_ITEMS);
        assertThat(asked(sized)).isEqualTo("limit=2");
        page(sized, "c", 120);
        PageWalk later =
                walk(ListingFixtures.window(null, true, null, true), new PageSize("limit", 4, 1), sized.resume());
        assertThat(asked(later)).isEqualTo("continue=c&limit=2");
        assertThat(later.narrow()).isEqualTo(Narrowing.FEWER_ITEMS);
        assertThat(later.narrow()).isEqualTo(Narrowing.NONE);
        assertThat(walk(null).narrow()).as("without a size or a window").isEqualTo(Narrowing.NONE);
    }

    @Test
    void pages_that_lead_in_a_circle_or_for_ever_nowhere_are_found_out() {
        page(walk, "b", 120);
        page(walk, "c", 130);
        assertThat(accept(walk, 140, "b", 120)).isInstanceOf(PageStep.Looping.class);

        PageWalk endless = walk(null);
        PageStep step = accept(endless, 140, "n0", 120);
        for (int i = 1; i < 2_000 && !(step instanceof PageStep.Looping); i++) {
            endless = i % 20 == 0 ? walk(endless.resume()) : endless;
            step = accept(endless, 140, "n" + i);
        }
        assertThat(step).isInstanceOf(PageStep.Looping.class);
    }

    @Test
    void a_circle_is_found_out_where_a_slice_ends_within_it() {
        page(walk, "b", 120);
        page(walk, "c", 130);

        PageWalk later = walk(walk.resume());

        assertThat(accept(later, 140, "b", 120)).isInstanceOf(PageStep.Looping.class);
        assertThat(later.restart()).as("it may have been one answer").isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(asked(later)).isNull();
    }

    @Test
    void a_point_is_short_enough_to_be_carried() {
        for (int i = 0; i < 100; i++) {
            page(walk, "x".repeat(990) + i, 120);
        }

        assertThat(walk.resume()).hasSizeLessThanOrEqualTo(2_000);
    }

    @Test
    void a_point_of_another_window_or_paging_begins_anew() {
        page(walk, "b", 120);
        PageWalk other = ListingFixtures.walk(
                ListingFixtures.cursor(ListingOrder.OLDEST_FIRST, ListingFixtures.BOTH), 100, 200, null);

        assertThat(asked(walk(walk.resume().replace("\"to\":200", "\"to\":300"))))
                .isNull();
        assertThat(asked(walk(other.resume()))).isNull();
        assertThat(asked(walk("nonsense"))).isNull();
    }

    private static @Nullable String asked(PageWalk walk) {
        return walk.next().uri().getQuery();
    }

    private static PageStep.Page page(PageWalk walk, @Nullable String next, long... positions) {
        return (PageStep.Page) accept(walk, Long.MAX_VALUE, next, positions);
    }

    private static PageStep accept(PageWalk walk, long settled, @Nullable String next, long... positions) {
        String items = Arrays.stream(positions)
                .mapToObj(position -> "{\"id\":\"i%d\",\"at\":%d}".formatted(position, position))
                .collect(Collectors.joining(","));
        String meta = next == null ? "{}" : "{\"next\":\"%s\"}".formatted(next);
        String body = "{\"data\":[%s],\"meta\":%s}".formatted(items, meta);
        return walk.accept(body.getBytes(StandardCharsets.UTF_8), settled);
    }
}
