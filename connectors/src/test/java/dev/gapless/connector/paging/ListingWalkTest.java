package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Looping;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Unreadable;
import dev.gapless.connector.PageStep.Unsteady;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.PageWalk.Narrowing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListingWalkTest {

    private final PageWalk down = walk(ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH));
    private final PageWalk up = walk(ListingFixtures.cursor(ListingOrder.OLDEST_FIRST, ListingFixtures.BOTH));
    private final PageWalk counting = walk(ListingFixtures.offset(ListingOrder.OLDEST_FIRST, ListingFixtures.BOTH));
    private final PageWalk moving = walk(ListingFixtures.moving());

    @Test
    void asks_for_the_window_in_the_sources_own_words() {
        assertThat(down.next().uri()).hasToString("http://127.0.0.1:1/base/things/acc-1?since=100&until=200");
        page(down, "a", 150);
        assertThat(down.next().uri()).hasToString("http://127.0.0.1:1/base/things/acc-1?cursor=a&since=100&until=200");
    }

    @Test
    void the_same_call_is_made_until_its_answer_is_accepted() {
        page(down, "a b&c", 150);
        assertThat(down.next()).isEqualTo(down.next());
        assertThat(down.next().uri().getRawQuery()).startsWith("cursor=a%20b%26c&");
        assertThat(down.accept(bytes("oops"), Long.MAX_VALUE)).isInstanceOf(Unreadable.class);
        assertThat(down.next().uri().getRawQuery()).startsWith("cursor=a%20b%26c&");
    }

    @Test
    void newest_first_pages_extend_down_from_the_top_to_the_last_position_but_one() {
        assertThat(page(down, "a", 190, 170).covers()).isEqualTo(new Range(191, 200));
        assertThat(page(down, "b", 170, 170).covers()).isEqualTo(new Range(171, 191));
        assertThat(page(down, "c", 170, 130).covers()).isNull();
        Page last = page(down, null, 130, 110);
        assertThat(last.covers()).isEqualTo(new Range(100, 171));
        assertThat(last.last()).isTrue();
    }

    @Test
    void oldest_first_pages_extend_up_from_the_bottom_to_the_last_position_but_one() {
        assertThat(page(up, "a", 110, 130).covers()).isEqualTo(new Range(100, 110));
        assertThat(page(up, "b", 130, 130).covers()).isEqualTo(new Range(110, 130));
        assertThat(page(up, "c", 130, 170).covers()).isNull();
        assertThat(page(up, null, 190).covers()).isEqualTo(new Range(130, 200));
    }

    @Test
    void a_short_page_and_an_empty_one_are_not_the_end() {
        assertThat(page(down, "a", 190).last()).isFalse();
        Page empty = page(down, "b");
        assertThat(empty.last()).isFalse();
        assertThat(empty.covers()).isNull();
        assertThat(page(down, "c", 150).covers()).isEqualTo(new Range(191, 200));
    }

    @Test
    void an_empty_last_page_covers_the_rest() {
        assertThat(page(down, null).covers()).isEqualTo(new Range(100, 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[],\"meta\":{}}", "{\"data\":[],\"meta\":{\"next\":\"\"}}", "{\"data\":[]}"})
    void the_last_page_may_say_so_by_leaving_the_cursor_out(String body) {
        assertThat(down.accept(bytes(body), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.last()).isTrue());
    }

    @Test
    void items_outside_the_window_are_left_out_and_the_walk_goes_on() {
        Page page = page(down, "a", 250, 150, 90);
        assertThat(page.items()).extracting(ListedItem::position).containsExactly(150L);
        assertThat(page.covers()).isEqualTo(new Range(151, 200));
        assertThat(page.last()).isFalse();
    }

    @Test
    void nothing_is_covered_outside_the_window_whatever_the_source_lists() {
        Page page = page(up, "a", 90, 150, 250);
        assertThat(page.items()).extracting(ListedItem::position).containsExactly(150L);
        assertThat(page.covers()).isEqualTo(new Range(100, 150));
        assertThat(page.last()).isFalse();
    }

    /** It does not keep to the window that it is asked for. */
    @Test
    void a_source_whose_every_answer_is_too_long_is_given_up_after_some_calls() {
        PageWalk walk = ListingFixtures.walk(
                ListingFixtures.cursor(ListingOrder.OLDEST_FIRST, ListingFixtures.BOTH), 0, 315_360_000_000_000L, null);
        int calls = 1;
        while (walk.narrow() != Narrowing.NONE) {
            calls++;
        }
        assertThat(calls).isLessThan(200);
    }

    @Test
    void a_listing_that_cannot_be_asked_where_to_stop_ends_once_it_has_left_the_window() {
        PageWalk walk = walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.window(null, true, "until", true)));
        assertThat(page(walk, "a", 150, 100).last()).isFalse();
        assertThat(page(walk, "b", 100, 99).last()).isFalse();
        Page last = page(walk, "c", 98);
        assertThat(last.last()).isTrue();
        assertThat(last.covers()).isEqualTo(new Range(100, 101));
    }

    @Test
    void after_a_page_that_is_too_long_fewer_items_are_asked_for_and_then_slowly_more() {
        PageWalk walk = walk(ListingFixtures.sized());
        page(walk, "a", 190, 170);
        for (int limit : new int[] {25, 12, 6, 3, 1}) {
            assertThat(walk.narrow()).isEqualTo(Narrowing.FEWER_ITEMS);
            assertThat(walk.next().uri().getRawQuery()).isEqualTo("limit=%d&cursor=a&since=100&until=200", limit);
        }
        page(walk, "b", 160);
        assertThat(walk.next().uri().getRawQuery()).startsWith("limit=2&");
        for (String cursor : List.of("c", "d", "e", "f")) {
            page(walk, cursor, 160);
        }
        assertThat(walk.next().uri().getRawQuery()).startsWith("limit=32&");
        page(walk, "g", 160);
        assertThat(walk.next().uri().getRawQuery()).startsWith("limit=50&");
    }

    @Test
    void after_a_page_that_is_too_long_the_near_half_is_walked_and_then_the_rest_also_by_a_resumed_walk() {
        page(down, "a", 189, 160);
        assertThat(down.narrow()).isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(down.next().uri().getRawQuery()).isEqualTo("since=145&until=190");
        assertThat(page(down, "b", 150, 148).covers()).isEqualTo(new Range(151, 190));

        PageWalk resumed = ListingFixtures.walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH), 100, 200, down.resume());
        assertThat(resumed.next().uri().getRawQuery()).isEqualTo("cursor=b&since=145&until=190");
        Page end = page(resumed, null, 146);
        assertThat(end.covers()).isEqualTo(new Range(145, 151));
        assertThat(end.last()).isFalse();
        assertThat(resumed.next().uri().getRawQuery()).isEqualTo("since=100&until=145");
        assertThat(page(resumed, null, 120).last()).isTrue();

        page(up, "a", 110, 140);
        assertThat(up.narrow()).isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(up.next().uri().getRawQuery()).isEqualTo("since=110&until=155");
    }

    @Test
    void a_single_position_that_is_too_long_is_left_out() {
        PageWalk walk = ListingFixtures.walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH), 100, 102, null);
        assertThat(walk.narrow()).isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(walk.next().uri().getRawQuery()).isEqualTo("since=101&until=102");
        assertThat(walk.narrow()).isEqualTo(Narrowing.POSITION_SKIPPED);
        assertThat(walk.next().uri().getRawQuery()).isEqualTo("since=100&until=101");
        assertThat(page(walk, null, 100).covers()).isEqualTo(new Range(100, 101));

        PageWalk alone = ListingFixtures.walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH), 101, 102, null);
        assertThat(alone.narrow()).isEqualTo(Narrowing.NONE);
    }

    @Test
    void a_listing_that_cannot_be_asked_for_a_part_cannot_be_made_shorter() {
        PageWalk walk = walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.window("since", true, null, true)));
        assertThat(walk.narrow()).isEqualTo(Narrowing.NONE);
    }

    /** No request could name such a place, and no resume point could travel. */
    @Test
    void a_cursor_with_half_a_surrogate_pair_is_no_cursor() {
        assertThat(down.accept(bytes("{\"data\":[],\"meta\":{\"next\":\"a\\ud83d\"}}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Unreadable.class, step -> assertThat(step.rule()).isEqualTo("page-continuation"));
    }

    @Test
    void the_same_cursor_again_is_a_loop() {
        page(down, "a", 150);
        assertThat(accept(down, "a", 140)).isInstanceOf(Looping.class);
    }

    @Test
    void a_loop_over_several_pages_is_found_out_even_by_a_resumed_walk() {
        EventListing listing = ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH);
        PageWalk walk = walk(listing);
        page(walk, "a", 150);
        page(walk, "b", 150);
        PageWalk resumed = ListingFixtures.walk(listing, 100, 200, walk.resume());
        assertThat(accept(resumed, "a", 150)).isInstanceOf(Looping.class);
        assertThat(accept(resumed, "a", 150)).isInstanceOf(Looping.class);
    }

    @Test
    void a_thousand_pages_that_lead_nowhere_are_a_loop() {
        page(down, "start", 150);
        for (int i = 0; i < 999; i++) {
            assertThat(accept(down, "c" + i)).isInstanceOf(Page.class);
        }
        assertThat(accept(down, "end")).isInstanceOf(Looping.class);
    }

    @Test
    void a_page_that_is_not_in_order_proves_nothing() {
        assertThat(accept(down, "a", 150, 151)).isInstanceOf(Unreadable.class);
        assertThat(accept(up, "a", 150, 149)).isInstanceOf(Unreadable.class);
    }

    @Test
    void a_page_that_goes_back_behind_the_one_before_proves_nothing() {
        page(down, "a", 150);
        assertThat(accept(down, "b", 160)).isInstanceOf(Unreadable.class);
        assertThat(page(down, "b", 150).covers()).isEqualTo(new Range(151, 200));
    }

    @Test
    void an_item_dated_back_costs_itself_and_its_neighbours_are_taken() {
        Page page = page(down, "a", 190, 180, 120, 170, 160);
        assertThat(page.items()).extracting(ListedItem::position).containsExactly(190L, 180L, 120L, 170L, 160L);
        assertThat(page.displaced()).isEqualTo(1);
        assertThat(page.covers()).isEqualTo(new Range(171, 200));
        assertThat(page(down, null, 150).covers()).isEqualTo(new Range(100, 171));
    }

    @Test
    void an_item_dated_ahead_costs_itself_too() {
        Page page = page(up, "a", 110, 190, 120, 130);
        assertThat(page.displaced()).isEqualTo(1);
        assertThat(page.items()).hasSize(4);
        assertThat(page.covers()).isEqualTo(new Range(100, 120));
    }

    /** No other walk would find it: in this listing it does not stand where its position belongs. */
    @Test
    void an_item_out_of_order_is_handed_out_though_its_position_is_outside_the_window() {
        assertThat(page(down, "a", 190, 180, 50, 170).items())
                .extracting(ListedItem::position)
                .containsExactly(190L, 180L, 50L, 170L);
    }

    @Test
    void an_item_dated_back_at_the_end_of_a_page_covers_nothing_down_to_itself() {
        assertThat(page(down, "a", 190, 180, 120).covers()).isEqualTo(new Range(181, 200));
        Page second = page(down, "b", 170, 160);
        assertThat(second.displaced()).isZero();
        assertThat(second.items()).hasSize(2);
        assertThat(second.covers()).isEqualTo(new Range(171, 181));
    }

    @Test
    void what_a_page_left_to_the_next_is_claimed_as_of_its_own_answer_also_by_a_resumed_walk() {
        EventListing listing = ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH);
        Page first = (Page) accept(down, 150, "a", 180);
        PageWalk resumed = ListingFixtures.walk(listing, 100, 200, down.resume());
        Page second = (Page) accept(resumed, 190, "b", 170, 160);

        assertThat(first.covers()).isNull();
        assertThat(second.covers()).isEqualTo(Range.of(171, 200));
        assertThat(second.settled()).isEqualTo(150);
    }

    @Test
    void a_resumed_walk_knows_what_the_page_before_ended_with() {
        EventListing listing = ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH);
        page(down, "a", 190, 180, 120);
        PageWalk resumed = ListingFixtures.walk(listing, 100, 200, down.resume());
        assertThat(page(resumed, "b", 170, 160).covers()).isEqualTo(new Range(171, 181));
    }

    @Test
    void an_item_dated_back_does_not_end_a_listing_that_cannot_be_asked_where_to_stop() {
        PageWalk walk = walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.window(null, true, "until", true)));
        assertThat(page(walk, "a", 190, 180, 5).last()).isFalse();
        assertThat(page(walk, null, 150).covers()).isEqualTo(new Range(100, 181));
    }

    @Test
    void of_two_items_that_are_the_whole_listing_it_does_not_matter_which_is_out_of_order() {
        Page page = page(down, null, 110, 150);
        assertThat(page.items()).hasSize(2);
        assertThat(page.covers()).isEqualTo(new Range(100, 200));
    }

    @Test
    void more_than_a_fifth_out_of_order_is_another_order() {
        assertThat(accept(down, "a", 190, 120, 180, 130, 170)).isInstanceOf(Unreadable.class);
        assertThat(accept(down, null, 110, 120, 130)).isInstanceOf(Unreadable.class);
        assertThat(page(down, "a", 190, 189, 188, 187, 110, 186, 120, 185, 184, 183)
                        .displaced())
                .isEqualTo(2);
    }

    @Test
    void a_listing_ordered_by_something_else_covers_by_that() {
        PageWalk walk = walk(ListingFixtures.orderedBy("/listed"));
        String items = """
                {"data":[{"id":"a","at":190,"listed":195},{"id":"b","at":120,"listed":190},\
                {"id":"c","at":40,"listed":180},{"id":"d","at":165,"listed":170}],"meta":{"next":"a"}}""";

        Page page = (Page) walk.accept(bytes(items), Long.MAX_VALUE);

        assertThat(page.items()).extracting(ListedItem::itemId).containsExactly("a", "b", "c", "d");
        assertThat(page.displaced()).isZero();
        assertThat(page.covers()).isEqualTo(new Range(181, 200));
    }

    @Test
    void an_item_without_what_the_listing_is_ordered_by_is_kept_as_broken() {
        PageWalk walk = walk(ListingFixtures.orderedBy("/listed"));
        Page page = (Page)
                walk.accept(bytes("{\"data\":[{\"id\":\"a\",\"at\":190}],\"meta\":{\"next\":null}}"), Long.MAX_VALUE);
        assertThat(page.items()).isEmpty();
        assertThat(page.broken()).extracting(BrokenItem::rule).containsExactly("item-order");
    }

    @Test
    void an_end_says_what_rests_on_it_alone() {
        assertThat(page(down, null).unseen()).isEqualTo(new Range(100, 200));
        assertThat(page(up, "a", 110, 150).unseen()).isNull();
        assertThat(page(up, null).unseen()).isEqualTo(new Range(150, 200));
        PageWalk another = walk(ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH));
        assertThat(page(another, null, 190, 150).unseen()).isEqualTo(new Range(100, 151));
    }

    @Test
    void a_walk_that_left_the_window_rests_on_what_it_saw_beyond() {
        PageWalk walk = walk(
                ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.window(null, true, "until", true)));
        Page last = page(walk, "a", 150, 99, 98);
        assertThat(last.last()).isTrue();
        assertThat(last.unseen()).isNull();
    }

    @Test
    void a_broken_item_is_kept_with_its_bytes_and_its_page_counts() {
        String body = """
                {"data":[{"id":"w","at":160},{"id":"x","at":150}, {"at" : 140,"\u20ac":1} , 7, "\u20ac", {"id":"y"},\
                {"id":"z","at":130,"at":131}],"meta":{"next":"a"}}""";
        assertThat(down.accept(bytes(body), Long.MAX_VALUE)).isInstanceOfSatisfying(Page.class, page -> {
            assertThat(page.items()).extracting(ListedItem::itemId).containsExactly("w", "x");
            assertThat(page.broken())
                    .extracting(item -> new String(item.bytes(), StandardCharsets.UTF_8))
                    .containsExactly(
                            "{\"at\" : 140,\"\u20ac\":1}",
                            "7",
                            "\"\u20ac\"",
                            "{\"id\":\"y\"}",
                            "{\"id\":\"z\",\"at\":130,\"at\":131}");
            assertThat(page.broken())
                    .extracting(BrokenItem::rule)
                    .containsExactly("item-id", "item-id", "item-id", "item-position", "json");
            assertThat(page.covers()).isEqualTo(new Range(161, 200));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<html>busy</html> | page-json",
                "{\"data\":[} | page-json",
                "{\"data\":[],\"data\":[]} | page-json",
                "{\"data\":[]} x | page-json",
                "{\"error\":\"busy\"} | page-items",
                "{\"data\":{}} | page-items",
                "{\"data\":[],\"meta\":{\"next\":{}}} | page-continuation",
                "{\"data\":[],\"meta\":{\"next\":true}} | page-continuation",
            })
    void a_page_that_cannot_be_read_is_refused_as_a_whole(String body, String rule) {
        assertThat(down.accept(bytes(body), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Unreadable.class,
                        unreadable -> assertThat(unreadable.rule()).isEqualTo(rule));
    }

    @Test
    void counting_repeats_one_item_a_page_to_see_that_nothing_moved() {
        assertThat(counted(counting, 5, true, 110, 120, 130).covers()).isEqualTo(new Range(100, 120));
        assertThat(counting.next().uri().getRawQuery()).startsWith("offset=2&");
        Page second = counted(counting, 5, false, 130, 140, 150);
        assertThat(second.items()).extracting(ListedItem::position).containsExactly(140L, 150L);
        assertThat(second.covers()).isEqualTo(new Range(120, 200));
        assertThat(second.last()).isTrue();
    }

    @Test
    void a_listing_that_moved_under_the_count_is_unsteady_and_counted_anew_from_the_covered_part() {
        counted(counting, 5, true, 110, 120, 130);
        assertThat(count(counting, 5, true, 140, 150)).isInstanceOf(Unsteady.class);
        assertThat(counting.next().uri().getRawQuery()).isEqualTo("offset=0&since=120&until=200");
        assertThat(counted(counting, 2, false, 130, 140).covers()).isEqualTo(new Range(120, 200));
    }

    @Test
    void a_total_that_shrinks_is_unsteady_even_if_the_page_fits() {
        counted(counting, 5, true, 110, 120, 130);
        assertThat(count(counting, 4, true, 130, 140)).isInstanceOf(Unsteady.class);
    }

    @Test
    void a_page_that_ends_the_listing_below_its_own_total_is_unsteady() {
        assertThat(count(counting, 5, false, 110, 120)).isInstanceOf(Unsteady.class);
    }

    @Test
    void counting_does_not_go_on_where_a_page_brings_nothing() {
        assertThat(count(counting, 5, true)).isInstanceOf(Looping.class);
    }

    @Test
    void the_moving_window_goes_on_where_the_source_says() {
        assertThat(window(moving, "150", 110, 150, 150))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.covers()).isEqualTo(new Range(100, 150)));
        assertThat(moving.next().uri().getRawQuery()).isEqualTo("since=150&until=200");
        assertThat(window(moving, "null", 150, 150, 160)).isInstanceOfSatisfying(Page.class, page -> {
            assertThat(page.covers()).isEqualTo(new Range(150, 200));
            assertThat(page.last()).isTrue();
        });
    }

    @Test
    void the_moving_window_never_skips_what_no_page_showed() {
        window(moving, "190", 110, 150);
        assertThat(moving.next().uri().getRawQuery()).isEqualTo("since=151&until=200");
    }

    @Test
    void a_window_that_does_not_move_is_a_loop() {
        assertThat(window(moving, "100", 100, 100)).isInstanceOf(Looping.class);
        assertThat(window(moving, "90", 100, 100)).isInstanceOf(Looping.class);
    }

    @Test
    void a_resume_point_of_another_window_or_of_nothing_begins_anew() {
        EventListing listing = ListingFixtures.cursor(ListingOrder.NEWEST_FIRST, ListingFixtures.BOTH);
        page(down, "a", 150);
        for (String resume : Arrays.asList(down.resume(), "{}", "nonsense", "null", null)) {
            assertThat(ListingFixtures.walk(listing, 100, 210, resume)
                            .next()
                            .uri()
                            .getRawQuery())
                    .isEqualTo("since=100&until=210");
        }
        assertThat(ListingFixtures.walk(listing, 100, 200, down.resume()).next())
                .isEqualTo(down.next());
    }

    @Test
    void a_resume_point_stays_short() {
        for (int i = 0; i < 100; i++) {
            accept(down, "\"".repeat(400) + i, 199 - i / 2);
        }
        assertThat(down.resume()).hasSizeLessThanOrEqualTo(2_000);
        assertThat(accept(down, "c".repeat(1_001), 120)).isInstanceOf(Unreadable.class);
    }

    private static PageWalk walk(EventListing listing) {
        return ListingFixtures.walk(listing, 100, 200, null);
    }

    private static Page page(PageWalk walk, @Nullable String next, long... positions) {
        PageStep step = accept(walk, next, positions);
        assertThat(step).isInstanceOf(Page.class);
        return (Page) step;
    }

    private static PageStep accept(PageWalk walk, @Nullable String next, long... positions) {
        return accept(walk, Long.MAX_VALUE, next, positions);
    }

    private static PageStep accept(PageWalk walk, long settled, @Nullable String next, long... positions) {
        String cursor = next == null ? "null" : "\"" + next.replace("\"", "\\\"") + "\"";
        return walk.accept(bytes("{\"data\":%s,\"meta\":{\"next\":%s}}".formatted(items(positions), cursor)), settled);
    }

    private static Page counted(PageWalk walk, int total, boolean more, long... positions) {
        PageStep step = count(walk, total, more, positions);
        assertThat(step).isInstanceOf(Page.class);
        return (Page) step;
    }

    private static PageStep count(PageWalk walk, int total, boolean more, long... positions) {
        return walk.accept(
                bytes("{\"total\":%d,\"more\":%s,\"data\":%s}".formatted(total, more, items(positions))),
                Long.MAX_VALUE);
    }

    private static PageStep window(PageWalk walk, @Nullable String next, long... positions) {
        return walk.accept(bytes("{\"data\":%s,\"next\":%s}".formatted(items(positions), next)), Long.MAX_VALUE);
    }

    private static List<String> items(long... positions) {
        return Arrays.stream(positions)
                .mapToObj(position -> "{\"id\":\"i%d\",\"at\":%d}".formatted(position, position))
                .collect(Collectors.toList());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
