package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.PageWalk.Narrowing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RangeWalkTest {

    private static final Range ALL = new Range(0, 200);

    private static final WindowParameters BOUNDS = ListingFixtures.window("since", true, "until", true);

    private static EventListing listing(long width, long most, @Nullable Long limit) {
        return ListingFixtures.listing(
                ListingOrder.OLDEST_FIRST, BOUNDS, new PagingStyle.NumberRange(width, most, limit, null, null));
    }

    @Test
    void stretches_are_asked_for_upwards_and_grow_while_answers_are_small() {
        PageWalk walk = ListingFixtures.walk(listing(10, 30, 100L), 100, 180, null);

        assertThat(asked(walk)).isEqualTo("since=100&until=110");
        assertThat(page(walk, 103, 101)).satisfies(page -> {
            assertThat(page.items()).extracting(ListedItem::position).containsExactly(103L, 101L);
            assertThat(page.covers()).isEqualTo(Range.of(100, 104));
            assertThat(page.last()).isFalse();
        });
        assertThat(asked(walk)).isEqualTo("since=110&until=130");
        assertThat(page(walk, 115).covers())
                .as("an answer holds all of its stretch")
                .isEqualTo(Range.of(104, 116));
        assertThat(asked(walk)).as("at most thirty").isEqualTo("since=130&until=160");
        assertThat(page(walk, 131).covers()).isEqualTo(Range.of(116, 132));
        assertThat(asked(walk)).isEqualTo("since=160&until=180");
        assertThat(page(walk, 165)).satisfies(page -> {
            assertThat(page.last()).isTrue();
            assertThat(page.covers()).isEqualTo(Range.of(132, 180));
            assertThat(page.unseen()).isEqualTo(Range.of(166, 180));
        });
    }

    /** The head may count what an answer does not hold, unless no number is left out. */
    @Test
    void an_answer_that_lacks_the_last_number_of_a_window_is_behind_only_where_no_number_is_left_out() {
        EventListing some = listing(10, 10, 100L);
        EventListing all = new EventListing(
                some.request(),
                some.window(),
                some.order(),
                some.paging(),
                some.items(),
                some.reader(),
                null,
                some.end(),
                new EventListing.NumberHead(ListingFixtures.at("/head"), Map.of(), true),
                null);

        assertThat(page(ListingFixtures.walk(some, 0, 10, null), 7).state()).isEqualTo(ListingState.CURRENT);
        assertThat(page(ListingFixtures.walk(all, 0, 10, null), 7).state()).isEqualTo(ListingState.BEHIND);
        assertThat(page(ListingFixtures.walk(all, 0, 8, null), 7).state()).isEqualTo(ListingState.CURRENT);
    }

    @Test
    void a_stretch_whose_answer_had_no_items_is_left_to_a_walk_of_its_own() {
        PageWalk walk = ListingFixtures.walk(listing(20, 20, 100L), 0, 100, null);
        assertThat(page(walk, 5).covers()).isEqualTo(Range.of(0, 6));
        assertThat(page(walk).covers()).as("the answer is wrong: it hides 25").isNull();
        assertThat(page(walk, 45).covers()).isEqualTo(Range.of(40, 46));
        assertThat(page(walk, 65).covers()).isEqualTo(Range.of(46, 66));
        assertThat(page(walk, 85).covers()).isEqualTo(Range.of(66, 100));

        PageWalk look = ListingFixtures.walk(listing(20, 20, 100L), 6, 40, null);
        assertThat(page(look).covers()).isNull();
        assertThat(page(look)).satisfies(page -> {
            assertThat(page.last()).isTrue();
            assertThat(page.covers()).isEqualTo(Range.of(6, 40));
            assertThat(page.unseen()).as("to be looked at again").isEqualTo(Range.of(6, 40));
        });
    }

    @Test
    void what_an_earlier_slice_saw_without_items_is_covered_by_no_later_one() {
        PageWalk walk = ListingFixtures.walk(listing(5, 5, 100L), 0, 100, null);
        page(walk, 2);
        page(walk);
        PageWalk next = ListingFixtures.walk(listing(5, 5, 100L), 0, 100, walk.resume());
        assertThat(asked(next)).isEqualTo("since=10&until=15");
        assertThat(page(next, 12).covers()).isEqualTo(Range.of(10, 13));

        PageWalk empty = ListingFixtures.walk(listing(50, 50, 100L), 0, 100, null);
        page(empty);
        assertThat(page(ListingFixtures.walk(listing(50, 50, 100L), 0, 100, empty.resume())))
                .satisfies(page -> assertThat(page.unseen()).isEqualTo(Range.of(0, 100)));
    }

    @Test
    void an_answer_with_an_item_outside_of_its_stretch_is_refused_and_claims_nothing() {
        for (long outside : new long[] {99, 110, 500}) {
            PageWalk walk = ListingFixtures.walk(listing(10, 10, 3L), 100, 180, null);

            assertThat(accept(walk, 103, outside))
                    .isInstanceOfSatisfying(
                            PageStep.Unreadable.class,
                            refusal -> assertThat(refusal.rule()).isEqualTo("page-range"));
            assertThat(accept(walk, 500, 501, 502)).as("a full answer too").isInstanceOf(PageStep.Unreadable.class);
            assertThat(asked(walk)).isEqualTo("since=100&until=110");
        }
    }

    @Test
    void a_single_number_that_fills_an_answer_is_delivered_and_not_covered() {
        PageWalk walk = ListingFixtures.walk(listing(4, 4, 3L), 0, 100, null);
        assertThat(page(walk, 1).covers()).isEqualTo(Range.of(0, 2));
        assertThat(accept(walk, 4, 4, 4)).isInstanceOf(PageStep.Again.class);
        assertThat(accept(walk, 4, 4, 4)).isInstanceOf(PageStep.Again.class);
        assertThat(asked(walk)).isEqualTo("since=4&until=5");

        assertThat(page(walk, 4, 4, 4)).satisfies(page -> {
            assertThat(page.items()).extracting(ListedItem::position).containsExactly(4L, 4L, 4L);
            assertThat(page.covers()).as("what lies before it").isEqualTo(Range.of(2, 4));
            assertThat(page.last()).isFalse();
        });
        assertThat(asked(walk)).isEqualTo("since=5&until=6");
        assertThat(page(walk, 5).covers()).isEqualTo(Range.of(5, 6));
    }

    @Test
    void an_answer_that_reaches_the_limit_may_be_cut_and_is_asked_for_again_in_half() {
        PageWalk walk = ListingFixtures.walk(listing(8, 8, 3L), 0, 100, null);

        assertThat(accept(walk, 0, 1, 2)).isInstanceOf(PageStep.Again.class);
        assertThat(asked(walk)).isEqualTo("since=0&until=4");
        assertThat(page(walk, 0, 1).covers()).isEqualTo(Range.of(0, 2));
        assertThat(asked(walk)).as("two of three are many").isEqualTo("since=4&until=8");
    }

    @Test
    void a_refusal_for_too_much_halves_the_stretch_and_skips_a_single_number_in_the_end() {
        PageWalk walk = ListingFixtures.walk(listing(4, 100, null), 0, 6, null);

        assertThat(walk.narrow()).isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(asked(walk)).isEqualTo("since=0&until=2");
        assertThat(walk.narrow()).isEqualTo(Narrowing.SMALLER_WINDOW);
        assertThat(walk.narrow()).isEqualTo(Narrowing.POSITION_SKIPPED);
        assertThat(asked(walk)).isEqualTo("since=1&until=2");
        assertThat(page(walk, 1).covers()).as("without the number left out").isEqualTo(Range.of(1, 2));
        PageWalk single = ListingFixtures.walk(listing(4, 100, null), 5, 6, null);
        assertThat(single.narrow()).isEqualTo(Narrowing.NONE);
        assertThat(asked(single)).isEqualTo("since=5&until=6");
    }

    @Test
    void a_page_says_itself_that_it_was_cut() {
        PagingStyle style = new PagingStyle.NumberRange(8, 8, null, ListingFixtures.at("/more"), null);
        PageWalk walk =
                ListingFixtures.walk(ListingFixtures.listing(ListingOrder.OLDEST_FIRST, BOUNDS, style), 0, 100, null);

        assertThat(walk.accept(bytes("{\"data\":[],\"more\":true}"), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Again.class);
        assertThat(asked(walk)).isEqualTo("since=0&until=4");
        assertThat(walk.accept(bytes("{\"data\":[],\"more\":false}"), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Page.class);
        assertThat(walk.accept(bytes("{\"data\":[],\"more\":\"yes\"}"), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Unreadable.class);
        assertThat(walk.accept(bytes("{\"data\":[]}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Unreadable.class, refusal -> {
                    assertThat(refusal.detail())
                            .isEqualTo("/more: absent (expected: true, false, or how many items follow)");
                    assertThat(refusal.remedy()).contains("paging.limit");
                });
    }

    @Test
    void a_last_number_that_fills_an_answer_is_delivered_and_then_told() {
        PageWalk walk = ListingFixtures.walk(listing(1, 1, 2L), 7, 8, null);

        assertThat(page(walk, 7, 7)).satisfies(page -> {
            assertThat(page.items()).hasSize(2);
            assertThat(page.covers()).isNull();
            assertThat(page.last()).isFalse();
        });
        assertThat(asked(walk)).isEqualTo("since=7&until=8");
        assertThat(accept(ListingFixtures.walk(listing(1, 1, 2L), 7, 8, walk.resume()), 7, 7))
                .as("in another slice too")
                .isInstanceOf(PageStep.Unreadable.class);
        assertThat(accept(walk, 7, 7))
                .isInstanceOfSatisfying(
                        PageStep.Unreadable.class,
                        refusal -> assertThat(refusal.rule()).isEqualTo("page-range"));
    }

    @Test
    void another_walk_goes_on_where_this_one_stopped_and_what_it_does_not_know_begins_anew() {
        PageWalk walk = ListingFixtures.walk(listing(10, 10, 100L), 0, 100, null);
        assertThat(page(walk, 3).covers()).isEqualTo(Range.of(0, 4));

        PageWalk next = ListingFixtures.walk(listing(10, 10, 100L), 0, 100, walk.resume());
        assertThat(asked(next)).isEqualTo("since=4&until=14");
        assertThat(page(next, 12).covers()).isEqualTo(Range.of(4, 13));
        for (String strange : List.of("{}", "nonsense", "null", "{\"from\":0,\"to\":100,\"reached\":500}")) {
            assertThat(asked(ListingFixtures.walk(listing(10, 10, 100L), 0, 100, strange)))
                    .isEqualTo("since=0&until=10");
        }
        assertThat(asked(ListingFixtures.walk(listing(10, 10, 100L), 0, 90, walk.resume())))
                .isEqualTo("since=0&until=10");
    }

    /**
     * A source that cuts answers at its limit and answers once in a while without items, asked by walks that stop and
     * go on. What a walk leaves out is walked again. Nothing is covered that was not seen, and all is covered at last.
     */
    @Test
    void what_is_covered_was_seen_and_everything_is_covered_at_last_whatever_the_source_holds() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int limit = 2 + random.nextInt(5);
            TreeSet<Long> held = new TreeSet<>();
            for (int i = random.nextInt(60); i > 0; i--) {
                held.add((long) random.nextInt(200));
            }
            EventListing listing = listing(1 + random.nextInt(50), 1 + random.nextInt(100), (long) limit);
            Set<Long> seen = new TreeSet<>();
            Coverage covered = Coverage.empty();
            int walks = 0;
            for (; walks < 100 && !covered.contains(ALL); walks++) {
                Range left = covered.missingFrom(ALL).ranges().getFirst();
                covered = walked(listing, held, limit, left, random, seen, covered);
                assertThat(seen)
                        .as("seed %d, covered %s", seed, covered)
                        .containsAll(held.stream().filter(covered::contains).toList());
            }
            assertThat(walks).as("seed %d", seed).isLessThan(100);
            assertThat(seen).as("seed %d", seed).containsExactlyElementsOf(held);
        }
    }

    /** One walk to its end. What it saw nothing of at its end it must see nothing of a second time. */
    private static Coverage walked(
            EventListing listing,
            SortedSet<Long> held,
            int limit,
            Range window,
            SplittableRandom random,
            Set<Long> seen,
            Coverage before) {
        Coverage covered = before;
        boolean wrong = random.nextInt(3) == 0;
        PageWalk walk = ListingFixtures.walk(listing, window.from(), window.to(), null);
        for (int call = 0; call < 2_000; call++) {
            long[] answer = held.subSet(bound(walk, "since"), bound(walk, "until")).stream()
                    .mapToLong(Long::longValue)
                    .limit(limit)
                    .toArray();
            if (wrong && random.nextInt(5) == 0) {
                answer = new long[0];
                wrong = false;
            }
            if (accept(walk, answer) instanceof PageStep.Page page) {
                page.items().forEach(item -> seen.add(item.position()));
                Range unseen = page.unseen();
                Range covers = page.covers();
                if (covers != null && unseen != null) {
                    boolean nothing = held.subSet(unseen.from(), unseen.to()).isEmpty();
                    covers = nothing ? covers : before(covers, unseen.from());
                }
                covered = covers == null ? covered : covered.plus(covers);
                if (page.last()) {
                    return covered;
                }
                if (random.nextInt(4) == 0) {
                    walk = ListingFixtures.walk(listing, window.from(), window.to(), walk.resume());
                }
            }
        }
        throw new AssertionError("no end of %s".formatted(window));
    }

    private static @Nullable Range before(Range covers, long end) {
        return covers.from() < end ? new Range(covers.from(), end) : null;
    }

    private static long bound(PageWalk walk, String name) {
        return Long.parseLong(asked(walk).replaceAll(".*" + name + "=([0-9]+).*", "$1"));
    }

    private static String asked(PageWalk walk) {
        return walk.next().uri().getRawQuery();
    }

    private static PageStep.Page page(PageWalk walk, long... positions) {
        PageStep step = accept(walk, positions);
        assertThat(step).isInstanceOf(PageStep.Page.class);
        return (PageStep.Page) step;
    }

    private static PageStep accept(PageWalk walk, long... positions) {
        String items = Arrays.stream(positions)
                .mapToObj(at -> "{\"id\":\"i%d\",\"at\":%d}".formatted(at, at))
                .collect(Collectors.joining(","));
        return walk.accept(bytes("{\"data\":[%s]}".formatted(items)), Long.MAX_VALUE);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
