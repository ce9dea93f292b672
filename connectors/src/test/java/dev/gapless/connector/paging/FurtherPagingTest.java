package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.StrictJson;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonPointer;

/** Pages by link, by number and by the last item, and calls with a body. Ten items at positions 10 to 100. */
class FurtherPagingTest {

    private static final int SIZE = 3;
    private static final WindowParameters NONE = ListingFixtures.window(null, true, null, true);

    /** What a source answers. */
    private record Reply(String body, @Nullable String link) {}

    private final List<HttpCall> calls = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private long claimed = 1_000;
    private PageStep end = new PageStep.Again();

    @Test
    void links_lead_to_the_end_and_another_walk_goes_on_from_a_link() {
        walk(new PagingStyle.Link(), ListingRequest.get("/things", Map.of()), (call, positions) -> {
            int from =
                    query(call).containsKey("p") ? Integer.parseInt(query(call).get("p")) : 0;
            return reply(
                    positions,
                    from,
                    SIZE,
                    from + SIZE < positions.size() ? "</base/things?p=%d>; rel=\"next\", </x>; rel=prev" : null);
        });

        assertThat(seen).containsExactly("i100", "i90", "i80", "i70", "i60", "i50", "i40", "i30", "i20", "i10");
        assertThat(claimed).isZero();
        assertThat(calls)
                .hasSize(4)
                .element(1)
                .extracting(call -> call.uri().toString())
                .isEqualTo("http://127.0.0.1:1/base/things?p=3");
    }

    @Test
    void a_link_to_another_host_is_refused() {
        walk(
                new PagingStyle.Link(),
                ListingRequest.get("/things", Map.of()),
                (call, positions) -> reply(positions, 0, SIZE, "<http://127.0.0.2:1/base/things?p=%d>; rel=next"));

        assertThat(end).isInstanceOf(PageStep.Unreadable.class);
        assertThat(calls).hasSize(1);
        assertThat(claimed).isEqualTo(1_000);
    }

    @Test
    void numbered_pages_end_with_an_empty_one_where_the_manifest_says_so() {
        walk(
                new PagingStyle.PageNumber("page", 1, null, null, true),
                ListingRequest.get("/things", Map.of()),
                (call, positions) ->
                        reply(positions, (Integer.parseInt(query(call).get("page")) - 1) * SIZE, SIZE, null));

        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
        assertThat(calls).hasSize(5);
        assertThat(claimed).isZero();
    }

    /** Two items are added in front for each page of three that is read. */
    @Test
    void items_added_in_front_of_numbered_pages_cost_repeats_and_hide_nothing() {
        walk(
                new PagingStyle.PageNumber("page", 0, null, null, true),
                ListingRequest.get("/things", Map.of()),
                (call, positions) -> {
                    int page = Integer.parseInt(query(call).get("page"));
                    List<Integer> grown = new ArrayList<>(positions);
                    for (int added = 0; added < 2 * page; added++) {
                        grown.addFirst(110 + added);
                    }
                    return reply(grown, page * SIZE, SIZE, null);
                });

        assertThat(seen).contains("i100", "i90", "i80", "i70", "i60", "i50", "i40", "i30", "i20", "i10");
        assertThat(claimed).isZero();
    }

    @Test
    void a_total_that_shrinks_claims_nothing_of_that_page() {
        walk(
                new PagingStyle.PageNumber("page", 1, ListingFixtures.at("/total"), null, false),
                ListingRequest.get("/things", Map.of()),
                (call, positions) -> reply(
                        calls.size() == 1 ? positions : positions.subList(1, positions.size()),
                        (Integer.parseInt(query(call).get("page")) - 1) * SIZE,
                        SIZE,
                        null));

        assertThat(end).isEqualTo(new PageStep.Unsteady("the listing's total shrank"));
    }

    @Test
    void the_last_items_id_leads_on_behind_it() {
        walk(
                new PagingStyle.LastItem("max_id", null, false, null, true),
                ListingRequest.get("/things", Map.of()),
                (call, positions) -> reply(positions, behind(query(call).get("max_id"), positions), SIZE, null));

        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
        assertThat(claimed).isZero();
    }

    @Test
    void the_last_items_id_leads_on_with_it_and_a_page_that_begins_elsewhere_proves_nothing() {
        PagingStyle style = new PagingStyle.LastItem("from", null, true, null, true);
        walk(
                style,
                ListingRequest.get("/things", Map.of()),
                (call, positions) ->
                        reply(positions, Math.max(0, behind(query(call).get("from"), positions) - 1), SIZE, null));
        assertThat(seen).hasSize(10).doesNotHaveDuplicates();
        assertThat(claimed).isZero();

        calls.clear();
        walk(
                style,
                ListingRequest.get("/things", Map.of()),
                (call, positions) -> reply(positions, behind(query(call).get("from"), positions), SIZE, null));
        assertThat(end).isInstanceOf(PageStep.Unsteady.class);
    }

    /** Two items share each time, so that neither the time nor the id alone would name a place. */
    @Test
    void two_members_of_the_last_item_lead_on_behind_it_also_in_another_walk() {
        Map<String, JsonPointer> members = new LinkedHashMap<>();
        members.put("after_at", ListingFixtures.at("/at"));
        members.put("after_id", ListingFixtures.at("/id"));
        EventListing listing = ListingFixtures.listing(
                ListingOrder.OLDEST_FIRST, NONE, new PagingStyle.LastItem("", null, false, null, true, members));
        PageWalk walk = ListingFixtures.walk(listing, 0, 1_000, null);
        assertThat(walk.next().uri().getRawQuery()).isNull();

        assertThat(walk.accept(rows("10 a", "10 b", "20 a"), Long.MAX_VALUE)).isInstanceOf(PageStep.Page.class);
        assertThat(walk.next().uri().getRawQuery()).isEqualTo("after_at=20&after_id=a");
        PageWalk other = ListingFixtures.walk(listing, 0, 1_000, walk.resume());
        assertThat(other.next().uri().getRawQuery()).isEqualTo("after_at=20&after_id=a");
        assertThat(other.accept(rows("20 b\""), Long.MAX_VALUE)).isInstanceOf(PageStep.Unreadable.class);
        assertThat(other.accept(rows("20 b"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.covers()).isEqualTo(Range.of(10, 20)));
        assertThat(other.accept(rows(), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.last()).isTrue());
    }

    @Test
    void a_last_item_without_one_of_the_members_leads_nowhere() {
        EventListing listing = ListingFixtures.listing(
                ListingOrder.OLDEST_FIRST,
                NONE,
                new PagingStyle.LastItem(
                        "",
                        null,
                        true,
                        null,
                        true,
                        Map.of("at", ListingFixtures.at("/at"), "shard", ListingFixtures.at("/shard"))));
        PageWalk walk = ListingFixtures.walk(listing, 0, 1_000, null);

        assertThat(walk.accept(rows("10 a"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Unreadable.class, refusal -> {
                    assertThat(refusal.rule()).isEqualTo("page-continuation");
                    assertThat(refusal.detail()).contains("/shard");
                });
    }

    /** Each a position and an id. */
    private static byte[] rows(String... rows) {
        return "{\"data\":[%s]}"
                .formatted(Arrays.stream(rows)
                        .map(row -> row.split(" "))
                        .map(row -> "{\"at\":%s,\"id\":\"%s\"}".formatted(row[0], row[1]))
                        .collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Three items that were added between two pages show two items again, above where the first page ended. */
    @Test
    void numbered_pages_that_repeat_items_after_additions_are_in_order() {
        EventListing listing = ListingFixtures.listing(
                ListingOrder.NEWEST_FIRST, NONE, new PagingStyle.PageNumber("page", 1, null, null, true));
        PageWalk walk = ListingFixtures.walk(listing, 0, 1_000, null);
        List<Integer> later = List.of(130, 120, 110, 100, 90, 80, 70, 60, 50, 40);

        PageStep first = walk.accept(bytes(reply(later.subList(3, 10), 0, 4, null)), Long.MAX_VALUE);
        PageStep second = walk.accept(bytes(reply(later, 4, 4, null)), Long.MAX_VALUE);

        assertThat(first).isInstanceOf(PageStep.Page.class);
        assertThat(second).isInstanceOfSatisfying(PageStep.Page.class, page -> {
            assertThat(page.displaced()).isZero();
            assertThat(page.items())
                    .extracting(PageStep.ListedItem::itemId)
                    .containsExactly("i90", "i80", "i70", "i60");
            assertThat(page.covers()).isEqualTo(Range.of(71, 81));
        });
    }

    /** The next bound may lie below the page's last position: then items between them come again. */
    @Test
    void windows_that_overlap_are_in_order() {
        PageWalk walk = ListingFixtures.walk(ListingFixtures.moving(), 0, 1_000, null);

        PageStep first = walk.accept(window("20", 10, 20, 30, 40), Long.MAX_VALUE);
        PageStep second = walk.accept(window("null", 20, 30, 40, 50), Long.MAX_VALUE);

        assertThat(first).isInstanceOf(PageStep.Page.class);
        assertThat(second)
                .isInstanceOfSatisfying(
                        PageStep.Page.class,
                        page -> assertThat(page.displaced()).isZero());
    }

    private static byte[] window(String next, int... positions) {
        String items = Arrays.stream(positions)
                .mapToObj(at -> "{\"id\":\"i%d\",\"at\":%d}".formatted(at, at))
                .collect(Collectors.joining(","));
        return "{\"data\":[%s],\"next\":%s}".formatted(items, next).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Reply reply) {
        return reply.body().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_total_may_stand_in_a_header_of_the_answer() {
        PageWalk walk = ListingFixtures.walk(
                ListingFixtures.listing(
                        ListingOrder.NEWEST_FIRST, NONE, new PagingStyle.Offset("start", null, null, "X-Total-Count")),
                10,
                100,
                null);
        assertThat(walk.next().header()).isEqualTo("X-Total-Count");

        PageStep first = walk.accept(rows("90 c", "80 b"), "3", Long.MAX_VALUE);
        assertThat(first).isInstanceOfSatisfying(PageStep.Page.class, page -> {
            assertThat(page.last()).isFalse();
            assertThat(page.covers()).isEqualTo(Range.of(91, 100));
        });
        assertThat(query(walk.next())).containsEntry("start", "1");

        assertThat(walk.accept(rows("80 b", "70 a"), "3", Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, page -> assertThat(page.last()).isTrue());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"many", "-1", ""})
    void a_total_that_is_no_count_is_refused_with_the_headers_name(@Nullable String told) {
        PageWalk walk = ListingFixtures.walk(
                ListingFixtures.listing(
                        ListingOrder.NEWEST_FIRST,
                        NONE,
                        new PagingStyle.PageNumber("page", 1, null, null, false, "X-Total-Count")),
                10,
                100,
                null);

        assertThat(walk.accept(rows("90 c"), told, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Unreadable.class,
                        page -> assertThat(page.detail()).startsWith("the header X-Total-Count: "));
    }

    @Test
    void a_cursor_may_stand_in_a_header_of_the_answer() {
        PageWalk walk = ListingFixtures.walk(
                ListingFixtures.listing(
                        ListingOrder.NEWEST_FIRST,
                        NONE,
                        new PagingStyle.Cursor("after", ListingFixtures.at(""), null, "X-After", false)),
                10,
                100,
                null);
        byte[] page = "{\"data\":[{\"id\":\"c\",\"at\":90}]}".getBytes(StandardCharsets.UTF_8);

        assertThat(walk.next().header()).isEqualTo("X-After");
        assertThat(walk.accept(page, "90", Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, read -> assertThat(read.last()).isFalse());
        assertThat(walk.next().uri().getRawQuery()).isEqualTo("after=90");
        assertThat(walk.accept(page, "90", Long.MAX_VALUE)).isInstanceOf(PageStep.Looping.class);
        assertThat(walk.accept(page, "x".repeat(1_001), Long.MAX_VALUE)).isInstanceOf(PageStep.Unreadable.class);
        assertThat(walk.accept(page, null, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, read -> assertThat(read.last()).isTrue());
    }

    /** Only the newest items are listed: an end that covered the rest would hide what was never listed. */
    @Test
    void the_end_of_a_listing_that_is_cut_off_covers_nothing_beyond_its_last_items() {
        EventListing whole = ListingFixtures.listing(ListingOrder.NEWEST_FIRST, NONE, new PagingStyle.Link());
        EventListing cut = new EventListing(
                whole.request(),
                whole.window(),
                whole.order(),
                whole.paging(),
                whole.items(),
                whole.reader(),
                null,
                EventListing.ListingEnd.CUT,
                null,
                null);
        byte[] page = "{\"data\":[{\"id\":\"c\",\"at\":90},{\"id\":\"b\",\"at\":80},{\"id\":\"a\",\"at\":70}]}"
                .getBytes(StandardCharsets.UTF_8);

        assertThat(ListingFixtures.walk(whole, 10, 100, null).accept(page, null, Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Page.class, all -> assertThat(all.covers()).isEqualTo(new Range(10, 100)));
        assertThat(ListingFixtures.walk(cut, 10, 100, null).accept(page, null, Long.MAX_VALUE))
                .isInstanceOfSatisfying(PageStep.Page.class, some -> {
                    assertThat(some.covers()).isEqualTo(new Range(81, 100));
                    assertThat(some.last()).isTrue();
                    assertThat(some.cut()).isTrue();
                });
        assertThat(ListingFixtures.walk(cut, 85, 100, null).accept(page, null, Long.MAX_VALUE))
                .as("the window was left before the end")
                .isInstanceOfSatisfying(PageStep.Page.class, some -> {
                    assertThat(some.covers()).isEqualTo(new Range(85, 100));
                    assertThat(some.cut()).isFalse();
                });
        assertThat(ListingFixtures.walk(cut, 10, 100, null)
                        .accept("{\"data\":[]}".getBytes(StandardCharsets.UTF_8), null, Long.MAX_VALUE))
                .as("where nothing is listed, nothing was cut off")
                .isInstanceOfSatisfying(
                        PageStep.Page.class, none -> assertThat(none.covers()).isEqualTo(new Range(10, 100)));
    }

    @Test
    void a_posted_body_holds_account_window_size_and_cursor() {
        JsonTemplate body = JsonTemplate.parse("{\"who\":\"{account}\",\"range\":{\"since\":\"\"},\"page\":{}}");
        assertThat(body).isNotNull();
        ListingRequest request =
                new ListingRequest("/search", Map.of("/page/size", "3", "v", "2"), body, Set.of("/page/after"));
        EventListing listing = new EventListing(
                request,
                ListingFixtures.window("/range/since", true, "/range/until", true),
                ListingOrder.NEWEST_FIRST,
                new PagingStyle.Cursor("/page/after", ListingFixtures.at("/next"), null),
                ListingFixtures.at("/data"),
                ListingFixtures.READER,
                null,
                true,
                false,
                null);
        PageWalk walk = ListingFixtures.walk(listing, 5, 200, null);

        assertThat(posted(walk.next()))
                .isEqualTo("{\"who\":\"acc-1\",\"range\":{\"since\":\"5\",\"until\":200},\"page\":{\"size\":3}}");
        assertThat(walk.next().uri()).hasToString("http://127.0.0.1:1/base/search?v=2");

        PageStep step = walk.accept(
                "{\"data\":[{\"id\":\"a\",\"at\":150}],\"next\":\"77\"}".getBytes(StandardCharsets.UTF_8),
                Long.MAX_VALUE);
        assertThat(step).isInstanceOf(PageStep.Page.class);
        assertThat(posted(walk.next())).endsWith("\"page\":{\"size\":3,\"after\":\"77\"}}");
    }

    private static String posted(HttpCall call) {
        assertThat(call.body()).isNotNull();
        return new String(call.body(), StandardCharsets.UTF_8);
    }

    /** Each page is read by a walk that was resumed. */
    private void walk(PagingStyle style, ListingRequest request, BiFunction<HttpCall, List<Integer>, Reply> source) {
        List<Integer> positions = List.of(100, 90, 80, 70, 60, 50, 40, 30, 20, 10);
        EventListing listing = new EventListing(
                request,
                NONE,
                ListingOrder.NEWEST_FIRST,
                style,
                ListingFixtures.at("/data"),
                ListingFixtures.READER,
                null,
                true,
                false,
                null);
        seen.clear();
        claimed = 1_000;
        String resume = null;
        boolean over = false;
        for (int page = 0; page < 20 && !over; page++) {
            ListingWalkFactory factory = new ListingWalkFactory(
                    URI.create("http://127.0.0.1:1/base/"),
                    new StrictJson(10_000),
                    Map.of("things", listing),
                    Map.of());
            PageWalk walk = factory.walk(ListingFixtures.STREAM, MiningMode.GAP_FILL, 0, 1_000, resume);
            HttpCall call = walk.next();
            calls.add(call);
            Reply reply = source.apply(call, positions);
            end = walk.accept(reply.body().getBytes(StandardCharsets.UTF_8), reply.link(), Long.MAX_VALUE);
            if (end instanceof PageStep.Page read) {
                read.items().forEach(item -> seen.add(item.itemId()));
                Range covers = read.covers();
                claimed = covers == null ? claimed : Math.min(claimed, covers.from());
                over = read.last();
            } else {
                over = true;
            }
            resume = walk.resume();
        }
        assertThat(over).isTrue();
    }

    private static Reply reply(List<Integer> positions, int from, int size, @Nullable String link) {
        int start = Math.min(from, positions.size());
        String items = positions.subList(start, Math.min(start + size, positions.size())).stream()
                .map(at -> "{\"id\":\"i%d\",\"at\":%d}".formatted(at, at))
                .collect(Collectors.joining(","));
        return new Reply(
                "{\"data\":[%s],\"total\":%d}".formatted(items, positions.size()),
                link == null ? null : link.formatted(from + size));
    }

    private static int behind(@Nullable String id, List<Integer> positions) {
        return id == null ? 0 : positions.indexOf(Integer.parseInt(id.substring(1))) + 1;
    }

    private static Map<String, String> query(HttpCall call) {
        String query = call.uri().getRawQuery();
        return query == null
                ? Map.of()
                : List.of(query.split("&")).stream()
                        .map(part -> part.split("=", 2))
                        .collect(Collectors.toMap(
                                part -> part[0], part -> URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    }
}
