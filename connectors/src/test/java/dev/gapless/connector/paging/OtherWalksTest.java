package dev.gapless.connector.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageWalk;
import dev.gapless.connector.extraction.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

class OtherWalksTest {

    private final EventListing numbered = new EventListing(
            ListingRequest.get("/blocks", Map.of("limit", "5", "who", "{account}")),
            ListingFixtures.BOTH,
            ListingOrder.NEWEST_FIRST,
            new PagingStyle.Cursor("cursor", ListingFixtures.at("/next"), null),
            ListingFixtures.at("/data"),
            ListingFixtures.READER,
            null,
            false,
            true,
            null);
    private final ListingWalkFactory path = new ListingWalkFactory(
            URI.create("http://127.0.0.1:1"),
            new StrictJson(1_000),
            Map.of("blocks", numbered),
            Map.of(
                    "whole",
                            new SnapshotListing(
                                    ListingRequest.get("/me/{account}", Map.of()),
                                    JsonPointer.empty(),
                                    ListingFixtures.READER),
                    "inner",
                            new SnapshotListing(
                                    ListingRequest.get("/me", Map.of()),
                                    ListingFixtures.at("/me"),
                                    ListingFixtures.READER)));

    @Test
    void a_snapshot_is_one_call_and_one_item_and_covers_nothing() {
        PageWalk walk = walk("whole", MiningMode.SNAPSHOT);
        assertThat(walk.next().uri()).hasToString("http://127.0.0.1:1/me/a%3A1");
        assertThat(walk.accept(bytes("  {\"id\" : \"me\",\"at\":7} "), Long.MAX_VALUE))
                .isInstanceOfSatisfying(Page.class, page -> {
                    assertThat(page.items()).singleElement().satisfies(item -> {
                        assertThat(item.itemId()).isEqualTo("me");
                        assertThat(item.position()).isEqualTo(7);
                        assertThat(item.bytes()).isEqualTo(bytes("{\"id\" : \"me\",\"at\":7}"));
                    });
                    assertThat(page.covers()).isNull();
                    assertThat(page.last()).isTrue();
                });
    }

    @Test
    void a_snapshot_may_stand_inside_its_answer() {
        assertThat(walk("inner", MiningMode.SNAPSHOT)
                        .accept(bytes("{\"me\":{\"id\":\"me\",\"at\":7}}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class,
                        page -> assertThat(page.items())
                                .extracting(ListedItem::itemId)
                                .containsExactly("me"));
        assertThat(walk("inner", MiningMode.SNAPSHOT).accept(bytes("{\"me\":[]}"), Long.MAX_VALUE))
                .isInstanceOf(PageStep.Unreadable.class);
    }

    @Test
    void a_probe_tells_the_first_number_that_is_not_there_yet() {
        PageWalk walk = walk("blocks", MiningMode.PROBE);
        assertThat(walk.next().uri().getPath()).isEqualTo("/blocks");
        assertThat(walk.next().uri().getRawQuery())
                .contains("limit=5", "who=a%3A1")
                .doesNotContain("since");
        assertThat(walk.accept(bytes("{\"data\":[{\"id\":\"b\",\"at\":41},{\"id\":\"a\",\"at\":40}]}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(Page.class, page -> {
                    assertThat(page.frontier()).isEqualTo(42);
                    assertThat(page.items()).isEmpty();
                    assertThat(page.covers()).isNull();
                });
    }

    @Test
    void a_page_may_tell_the_highest_number_by_itself() {
        EventListing told = new EventListing(
                numbered.request(),
                numbered.window(),
                ListingOrder.OLDEST_FIRST,
                numbered.paging(),
                numbered.items(),
                numbered.reader(),
                null,
                EventListing.ListingEnd.CONFIRMED,
                new EventListing.NumberHead(ListingFixtures.at("/head/revision")),
                null);
        ListingWalkFactory factory = new ListingWalkFactory(
                URI.create("http://127.0.0.1:1"), new StrictJson(1_000), Map.of("blocks", told), Map.of());
        PageWalk walk = factory.walk(stream("blocks", "a:1"), MiningMode.PROBE, 0, 10, null);

        assertThat(walk.accept(bytes("{\"data\":[],\"head\":{\"revision\":\"41\"}}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        Page.class, page -> assertThat(page.frontier()).isEqualTo(42));
        assertThat(walk.accept(bytes("{\"data\":[{\"id\":\"b\",\"at\":41}]}"), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        PageStep.Unreadable.class,
                        unreadable -> assertThat(unreadable.rule()).isEqualTo("page-head"));
    }

    @Test
    void what_there_is_no_walk_for_is_refused() {
        assertThatThrownBy(() -> walk("nothing", MiningMode.GAP_FILL)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path.walk(stream("blocks", "a:1"), MiningMode.GAP_FILL, 5, 5, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path.walk(stream("blocks", ".."), MiningMode.GAP_FILL, 5, 6, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private PageWalk walk(String stream, MiningMode mode) {
        return path.walk(stream(stream, "a:1"), mode, 0, 10, null);
    }

    private static StreamId stream(String stream, String account) {
        return new StreamId("model", account, stream);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
