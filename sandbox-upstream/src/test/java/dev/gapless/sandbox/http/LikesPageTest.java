package dev.gapless.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.sandbox.world.ItemVersion;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class LikesPageTest {

    @Test
    void the_next_window_begins_at_the_last_position_shown() {
        assertPage(LikesPage.cut(at(10, 20, 30), 2), 20L, 10, 20);
    }

    @Test
    void a_position_is_never_parted_and_the_walk_goes_behind_one_that_did_not_fit() {
        assertPage(LikesPage.cut(at(10, 20, 20, 20, 30), 2), 21L, 10, 20, 20, 20);
    }

    @Test
    void a_page_of_one_position_does_not_repeat_for_ever() {
        assertPage(LikesPage.cut(at(10, 20), 1), 11L, 10);
    }

    @Test
    void the_last_page_says_so() {
        assertThat(LikesPage.cut(at(10, 20), 2).nextSince()).isNull();
        assertThat(LikesPage.cut(at(), 2).nextSince()).isNull();
    }

    private static void assertPage(LikesPage page, long nextSince, long... positions) {
        assertThat(page.likes().stream().mapToLong(ItemVersion::position)).containsExactly(box(positions));
        assertThat(page.nextSince()).isEqualTo(nextSince);
    }

    private static Long[] box(long... positions) {
        return Arrays.stream(positions).boxed().toArray(Long[]::new);
    }

    private static List<ItemVersion> at(long... positions) {
        return Arrays.stream(positions)
                .mapToObj(position ->
                        ItemVersion.fromJson(JsonMapper.shared().readTree("""
                        {"seq":1,"account":"acc-0001","stream":"likes","id":"l-1","version":1,"op":"create",
                         "created":%d,"position":%d,"emittedAt":1,"item":{}}
                        """.formatted(position, position))))
                .toList();
    }
}
