package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A paged API that leaves out items, forgets cursors and does not reach back for ever. */
class ListingFaultsIT {

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.withOneAccount(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @Test
    void a_walk_through_partial_pages_lacks_every_third_and_looks_whole() throws Exception {
        List<String> all = walk();
        String fault = sandbox.fault("partial-pages", "\"duration\":\"60s\"");
        List<String> partial = walk();

        int pages = (all.size() + 6) / 7;
        assertThat(partial)
                .isEqualTo(IntStream.range(0, all.size())
                        .filter(place -> place % 7 % 3 != 0)
                        .mapToObj(all::get)
                        .toList());
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(pages);
        assertThat(sandbox.page("posts/" + all.getFirst()).statusCode()).isEqualTo(200);
    }

    @Test
    void offsets_and_totals_do_not_give_a_partial_page_away() throws Exception {
        int total = json("comments").get("total").asInt();
        String fault = sandbox.fault("partial-pages", "\"streams\":[\"comments\",\"likes\"],\"count\":3");

        JsonNode first = json("comments?limit=5");
        JsonNode rest = json("comments?offset=5");
        assertThat(first.get("total").asInt()).isEqualTo(total - (total + 2) / 3);
        assertThat(first.get("items")).hasSize(5);
        assertThat(rest.get("items")).hasSize(first.get("total").asInt() - 5);
        assertThat(rest.get("has_more").asBoolean()).isFalse();
        assertThat(json("likes?limit=3").get("likes")).hasSize(2);
        assertThat(json("comments").get("total").asInt()).isEqualTo(total);
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(3);
    }

    @Test
    void what_a_partial_page_left_out_is_not_called_shown() throws Exception {
        sandbox.fault("partial-pages", "\"count\":1");
        int shown = json("posts?limit=30").get("data").size();

        assertThat(shown).isEqualTo(20);
        assertThat(sandbox.truth().stream()
                        .filter(version -> version.get("exposedHttp").asBoolean()))
                .hasSize(shown);
    }

    @Test
    void a_cursor_is_gone_as_often_as_was_ordered_and_first_pages_are_not_met() throws Exception {
        String cursor = json("posts?limit=5").get("next").asString();
        String fault = sandbox.fault("cursor-gone", "\"count\":2");
        assertThat(sandbox.page("posts?limit=5").statusCode()).isEqualTo(200);

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> gone = sandbox.page("posts?limit=5&cursor=" + cursor);
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(JsonMapper.shared().readTree(gone.body()).get("code").asString())
                    .isEqualTo("cursor_gone");
        }
        assertThat(sandbox.page("posts?limit=5&cursor=" + cursor).statusCode()).isEqualTo(200);
        await().untilAsserted(() ->
                assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(2));
        assertThat(sandbox.fault(fault).get("active").asBoolean()).isFalse();
    }

    @Test
    void for_a_while_every_listing_is_gone_and_reads_by_id_are_not() throws Exception {
        String post = walk().getFirst();
        String fault = sandbox.fault("window-gone", "\"count\":5");
        for (String stream : List.of("posts", "comments", "likes", "transactions", "posts?since=5")) {
            HttpResponse<String> gone = sandbox.page(stream);
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(JsonMapper.shared().readTree(gone.body()).get("code").asString())
                    .isEqualTo("window_gone");
            assertThat(sandbox.page("posts/" + post).statusCode()).isEqualTo(200);
        }
        assertThat(sandbox.page("posts").statusCode()).isEqualTo(200);
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(5);
    }

    @Test
    void an_empty_answer_says_that_it_is_all() throws Exception {
        String fault = sandbox.fault("empty-pages", "\"count\":4");

        JsonNode posts = json("posts?limit=5");
        assertThat(posts.get("data")).isEmpty();
        assertThat(posts.get("next").isNull()).isTrue();
        JsonNode comments = json("comments?offset=3");
        assertThat(comments.get("items")).isEmpty();
        assertThat(comments.get("total").asInt()).isZero();
        assertThat(comments.get("has_more").asBoolean()).isFalse();
        JsonNode likes = json("likes");
        assertThat(likes.get("likes")).isEmpty();
        assertThat(likes.get("next_since").isNull()).isTrue();
        JsonNode transactions = json("transactions");
        assertThat(transactions.get("data")).isEmpty();
        assertThat(transactions.get("paging").get("next").isNull()).isTrue();

        assertThat(json("posts?limit=5").get("data")).hasSize(5);
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(4);
        assertThat(sandbox.fault(fault).get("active").asBoolean()).isFalse();
    }

    @Test
    void beyond_retention_nothing_is_listed_and_it_is_said_only_when_asked_for() throws Exception {
        List<JsonNode> made = sandbox.items("'stream':'posts','operation':'create','age':'48h'");
        String old = made.getFirst().get("id").asString();
        long before = made.getFirst().get("position").asLong();
        long inside = before + TimeUnit.MICROSECONDS.convert(Duration.ofHours(47));
        assertThat(walk()).contains(old);

        assertThat(sandbox.post("/admin/v1/retention", "{\"retention\":\"24h\"}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(walk()).doesNotContain(old);
        assertThat(sandbox.page("likes?since=" + before).statusCode()).isEqualTo(200);
        assertThat(sandbox.page("posts/" + old).statusCode()).isEqualTo(200);

        sandbox.post("/admin/v1/retention", "{\"retention\":\"24h\",\"saysGone\":true}");
        for (String stream : List.of("posts", "comments", "likes", "transactions")) {
            HttpResponse<String> gone = sandbox.page(stream + "?since=" + before);
            assertThat(gone.statusCode()).isEqualTo(410);
            assertThat(JsonMapper.shared().readTree(gone.body()).get("code").asString())
                    .isEqualTo("window_gone");
            assertThat(sandbox.page(stream + "?since=" + inside).statusCode()).isEqualTo(200);
            assertThat(sandbox.page(stream).statusCode()).isEqualTo(200);
        }

        sandbox.post("/admin/v1/retention", "{\"retention\":null}");
        assertThat(walk()).contains(old);
        assertThat(sandbox.post("/admin/v1/retention", "{\"retention\":\"long\"}")
                        .statusCode())
                .isEqualTo(400);
    }

    /** Ids of all posts by creation, seven a page. */
    private List<String> walk() throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json("posts?sort=created&limit=7&cursor=" + cursor);
            page.get("data").forEach(post -> seen.add(post.get("id").asString()));
            cursor = page.get("next").isNull() ? "" : page.get("next").asString();
        } while (!cursor.isEmpty());
        return seen;
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = sandbox.page(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
