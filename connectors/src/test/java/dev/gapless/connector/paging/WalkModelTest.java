package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageWalk;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks random listings that go on changing, resumed at every page, and checks each claim at the moment it is made.
 * Each item of the model in the covered part has been handed out.
 */
class WalkModelTest {

    private static final long FROM = 100;
    private static final long TO = 160;
    private static final int SEEDS = 60;
    private static final int MAX_PAGES = 2_000;

    static Stream<Arguments> listings() {
        WindowParameters odd = ListingFixtures.window("since", false, "until", false);
        WindowParameters noSince = ListingFixtures.window(null, true, "until", true);
        WindowParameters noUntil = ListingFixtures.window("since", true, null, true);
        WindowParameters none = ListingFixtures.window(null, true, null, true);
        Map<String, EventListing> listings = new LinkedHashMap<>();
        for (ListingOrder order : ListingOrder.values()) {
            listings.put("cursor " + order, ListingFixtures.cursor(order, ListingFixtures.BOTH));
            listings.put("cursor, bounds the other way " + order, ListingFixtures.cursor(order, odd));
            listings.put("cursor, no since " + order, ListingFixtures.cursor(order, noSince));
            listings.put("cursor, no until " + order, ListingFixtures.cursor(order, noUntil));
            listings.put("cursor, no window " + order, ListingFixtures.cursor(order, none));
            listings.put("offset " + order, ListingFixtures.offset(order, ListingFixtures.BOTH));
            PagingStyle untotalled = new PagingStyle.Offset("offset", null, ListingFixtures.at("/more"));
            listings.put("offset, no total " + order, ListingFixtures.listing(order, ListingFixtures.BOTH, untotalled));
            listings.put("offset, bounds the other way " + order, ListingFixtures.offset(order, odd));
        }
        listings.put(
                "offset, no since " + ListingOrder.OLDEST_FIRST,
                ListingFixtures.offset(ListingOrder.OLDEST_FIRST, noSince));
        listings.put("window", ListingFixtures.moving());
        return listings.entrySet().stream()
                .flatMap(listing -> Stream.iterate(1, seed -> seed + 1)
                        .limit(SEEDS)
                        .map(seed -> Arguments.of(listing.getKey(), seed, listing.getValue())));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("listings")
    void covers_only_what_was_handed_out_and_in_the_end_the_whole_window(String name, long seed, EventListing listing) {
        SplittableRandom random = new SplittableRandom(seed);
        ModelListing model = new ModelListing(listing, random.split(), 1 + random.nextInt(7));
        for (int i = random.nextInt(80); i > 0; i--) {
            model.add(80 + random.nextInt(100));
        }
        boolean resumed = random.nextBoolean();
        PageWalk walk = ListingFixtures.walk(listing, FROM, TO, null);
        Set<String> handed = new HashSet<>();
        Coverage covered = Coverage.empty();
        boolean last = false;
        for (int pages = 0; !last; pages++) {
            assertThat(pages).isLessThan(MAX_PAGES);
            byte[] body = model.answer(walk.next().uri());
            if (walk.accept(body, Long.MAX_VALUE) instanceof PageStep.Page page) {
                page.items().forEach(item -> check(item, handed));
                covered = page.covers() == null ? covered : extended(covered, page.covers());
                last = page.last();
                assertClaimIsTrue(model, covered, handed);
            }
            assertThat(walk.resume()).hasSizeLessThanOrEqualTo(2_000);
            walk = resumed ? ListingFixtures.walk(listing, FROM, TO, walk.resume()) : walk;
            change(model, listing, random);
        }
        assertThat(covered.ranges()).containsExactly(new Range(FROM, TO));
    }

    static Stream<Arguments> listingsWithBothBounds() {
        return listings().filter(listing -> !String.valueOf(listing.get()[0]).contains(", no "));
    }

    /** No page that holds it can be read. */
    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("listingsWithBothBounds")
    void an_item_too_long_for_any_page_costs_its_own_position_and_no_other(
            String name, long seed, EventListing listing) {
        SplittableRandom random = new SplittableRandom(seed);
        ModelListing model = new ModelListing(listing, random.split(), 1 + random.nextInt(7));
        for (int i = random.nextInt(80); i > 0; i--) {
            model.add(80 + random.nextInt(100));
        }
        ModelItem tooLong = model.add(FROM + random.nextInt((int) (TO - FROM)));
        Set<String> handed = new HashSet<>();
        Range itself = new Range(tooLong.position(), tooLong.position() + 1);
        Coverage covered = walked(model, listing, new Range(FROM, TO), tooLong, handed);
        assertClaimIsTrue(model, covered, handed);
        assertThat(Coverage.of(List.of(new Range(FROM, TO))).minus(covered).ranges())
                .containsExactly(itself);
        assertThat(walked(model, listing, itself, tooLong, handed).ranges()).isEmpty();
    }

    /** To the walk's end, or to where no shorter page can be asked for. */
    private static Coverage walked(
            ModelListing model, EventListing listing, Range gap, ModelItem tooLong, Set<String> handed) {
        Coverage covered = Coverage.empty();
        String resume = null;
        for (int pages = 0; pages < MAX_PAGES; pages++) {
            PageWalk walk = ListingFixtures.walk(listing, gap.from(), gap.to(), resume);
            byte[] body = model.answer(walk.next().uri());
            while (new String(body, StandardCharsets.UTF_8).contains("\"" + tooLong.id() + "\"")) {
                if (walk.narrow() == PageWalk.Narrowing.NONE) {
                    return covered;
                }
                body = model.answer(walk.next().uri());
            }
            if (walk.accept(body, Long.MAX_VALUE) instanceof PageStep.Page page) {
                page.items().forEach(item -> handed.add(item.itemId()));
                covered = page.covers() == null ? covered : covered.plus(page.covers());
                if (page.last()) {
                    return covered;
                }
            }
            resume = walk.resume();
        }
        throw new AssertionError("the walk does not end");
    }

    private static void check(ListedItem item, Set<String> handed) {
        assertThat(item.position()).isBetween(FROM, TO - 1);
        assertThat(new String(item.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(new ModelItem(item.itemId(), item.position()).json());
        handed.add(item.itemId());
    }

    private static Coverage extended(Coverage covered, Range more) {
        assertThat(new Range(FROM, TO).contains(more)).isTrue();
        Coverage now = covered.plus(more);
        assertThat(now.ranges()).hasSize(1);
        return now;
    }

    private static void assertClaimIsTrue(ModelListing model, Coverage covered, Set<String> handed) {
        assertThat(model.items)
                .filteredOn(item -> covered.contains(item.position()))
                .allMatch(item -> handed.contains(item.id()));
    }

    /** New items come above the window; old ones may be edited, which moves them there, or be removed. */
    private static void change(ModelListing model, EventListing listing, SplittableRandom random) {
        int kind = random.nextInt(10);
        if (kind < 3) {
            model.add(TO + 20 + random.nextInt(5));
        }
        boolean dislodges = listing.paging() instanceof PagingStyle.Offset && random.nextInt(4) > 0;
        if (kind >= 7 && !model.items.isEmpty() && !dislodges) {
            ModelItem gone = model.items.remove(random.nextInt(model.items.size()));
            if (kind > 7) {
                model.items.add(new ModelItem(gone.id() + "e", TO + 20 + random.nextInt(5)));
            }
        }
    }
}
