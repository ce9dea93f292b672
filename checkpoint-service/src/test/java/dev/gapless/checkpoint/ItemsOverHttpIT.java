package dev.gapless.checkpoint;

import static dev.gapless.checkpoint.items.commit.ItemSightings.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder;
import dev.gapless.common.message.Decision;
import dev.gapless.common.position.StreamId;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Items as they are committed, read and counted. Each test has an account of its own. */
class ItemsOverHttpIT extends WithService {

    @Test
    void manifests_that_processors_read_are_kept_for_their_next_start() throws Exception {
        String path = "/internal/v1/manifests/shop";
        assertThat(service().getBytes(path).statusCode()).isEqualTo(404);

        assertThat(service().put(path, new byte[] {1, 0}).statusCode()).isEqualTo(204);
        assertThat(service().put(path, new byte[] {1, 0, 2}).statusCode()).isEqualTo(204);

        assertThat(service().getBytes(path).body()).isEqualTo(new byte[] {1, 0, 2});
        assertThat(service()
                        .put("/internal/v1/manifests/No%20Name", new byte[] {1})
                        .statusCode())
                .isEqualTo(400);
        assertThat(service().put(path, new byte[(1 << 20) + 1]).statusCode()).isEqualTo(413);
    }

    @Test
    void items_are_committed_and_read_page_by_page() throws Exception {
        assertThat(service()
                        .commit(
                                post("a", 1).of("eve").item(),
                                post("ü/&🦊", 2)
                                        .of("eve")
                                        .saying("{\"t\":\"\\u0000🦊\"}")
                                        .item(),
                                post("b", 3).of("eve").item(),
                                post("b", 4).of("eve").version(2).deleted().item(),
                                post("a", 5).of("eve").mined().item()))
                .containsExactly(Decision.NEW, Decision.NEW, Decision.NEW, Decision.CHANGED, Decision.DUPLICATE);
        assertThat(service().commit(post("a", 6).of("eve").mined().item())).containsExactly(Decision.DUPLICATE);

        HttpResponse<String> page = service().get("/v1/items/forum/eve/posts?limit=2&deleted=include");
        assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("application/x-ndjson");
        assertThat(page.body()
                        .lines()
                        .map(WithService::json)
                        .map(line -> line.get("id").asString()))
                .containsExactly("a", "b");
        String next = page.headers().firstValue("X-Next-After").orElse("");
        HttpResponse<String> rest = service().get("/v1/items/forum/eve/posts?limit=2&deleted=include&after=" + next);
        assertThat(rest.body()).endsWith("\n");
        assertThat(json(rest.body()).at("/item/t").asString()).isEqualTo("\0🦊");
        assertThat(rest.headers().firstValue("X-Next-After")).isEmpty();
        assertThat(service().get("/v1/items/forum/eve/posts").body().lines()).hasSize(2);

        HttpResponse<String> first = service().get("/v1/items/forum/eve/posts?limit=2&after=a");
        assertThat(first.body().lines()).hasSize(1);
    }

    @Test
    void an_id_that_no_header_can_hold_still_leads_to_the_next_page() throws Exception {
        service()
                .commit(
                        post("x🦊&=% +", 21).of("fox").item(),
                        post("y", 22).of("fox").item());

        String next = service()
                .get("/v1/items/forum/fox/posts?limit=1")
                .headers()
                .firstValue("X-Next-After")
                .orElse("");
        assertThat(json(service()
                                .get("/v1/items/forum/fox/posts?limit=1&after=" + next)
                                .body())
                        .get("id")
                        .asString())
                .isEqualTo("y");
    }

    @Test
    void of_a_stream_with_a_current_state_only_it_is_told_how_fresh_that_is_and_how_often_it_changed()
            throws Exception {
        String key = "forum/jon/posts";
        StreamId stream = StreamId.parse(key);
        service().commit(post("me", 71).of("jon").mined().item());
        service().commit(post("me", 72).of("jon").mined().saying("\"other\"").item());
        service()
                .report(
                        key,
                        CoverageReportBuilder.live(key + ":snapshot", 1_767_225_600_000_000L, 1_767_225_600_000_000L)
                                .of(stream)
                                .report()
                                .toBytes());

        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                json(service().get("/v1/coverage/" + key).body())
                                        .path("snapshot")
                                        .isObject())
                        .isTrue());
        JsonNode snapshot = json(service().get("/v1/coverage/" + key).body()).get("snapshot");
        assertThat(snapshot.get("comparedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(snapshot.get("version").asLong()).isEqualTo(2);
        assertThat(snapshot.get("items").asLong()).isEqualTo(1);
        assertThat(snapshot.get("hash").asString())
                .isEqualTo(HexFormat.of()
                        .formatHex(post("me", 0).saying("\"other\"").item().hash()));
        assertThat(snapshot.get("changedAt").asString()).isNotBlank();
        JsonNode overview = json(service().get("/v1/coverage?source=forum").body());
        assertThat(overview.valueStream()
                        .filter(each -> each.get("stream").asString().equals(key))
                        .map(each -> each.get("snapshot")))
                .containsExactly(snapshot);
    }

    @Test
    void what_is_listed_is_compared_and_the_paths_are_counted() throws Exception {
        service().commit(post("held", 51).of("hal").at(10).item());
        assertThat(body(service().postJson("/internal/v1/items:compare", """
                        {"stream":{"source":"forum","account":"hal","stream":"posts"},"from":0,"to":20,"listed":["new"]}
                        """)).toString())
                .isEqualTo("{\"held\":1,\"notListed\":[{\"itemId\":\"held\",\"position\":10,\"version\":1}],"
                        + "\"unknown\":[\"new\"]}");
        JsonNode report = json(
                service().get("/v1/consistency?source=nothing&from=0&to=20").body());
        assertThat(report.get("items").asLong()).isZero();
        assertThat(report.get("overlapRatio").isNull()).isTrue();
    }
}
