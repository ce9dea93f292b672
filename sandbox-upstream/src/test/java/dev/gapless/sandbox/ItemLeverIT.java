package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is ordered stands in the truth and is seen at both paths, as if chance had made it. */
class ItemLeverIT {

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
    void an_old_post_is_made_edited_in_its_place_and_hidden_once_deleted() throws Exception {
        LiveClient client = sandbox.follow();
        JsonNode post = sandbox.items("'stream':'posts','operation':'create','age':'240h'")
                .getFirst();
        String id = post.get("id").asString();
        List<String> before = ids();
        assertThat(sandbox.page("posts/" + id).statusCode()).isEqualTo(200);

        JsonNode edit = sandbox.items("'stream':'posts','operation':'update','id':'%s'".formatted(id))
                .getFirst();
        assertThat(ids()).isEqualTo(before);
        assertThat(json("posts/" + id)).isEqualTo(edit.get("item"));
        assertThat(json("posts?sort=updated&limit=1").get("data").get(0)).isEqualTo(edit.get("item"));

        JsonNode delete = sandbox.items("'stream':'posts','operation':'delete','id':'%s'".formatted(id))
                .getFirst();
        assertThat(before).contains(id);
        assertThat(ids())
                .isEqualTo(before.stream().filter(other -> !other.equals(id)).toList());
        assertThat(sandbox.page("posts/" + id).statusCode()).isEqualTo(410);
        assertThat(json("posts?sort=updated&deleted=include&limit=1")
                        .get("data")
                        .get(0))
                .isEqualTo(delete.get("item"));

        await().until(() -> client.events().size() == 3);
        assertThat(client.events().stream().map(event -> event.get("event_type").asString()))
                .containsExactly("post_created", "post_updated", "post_deleted");
        assertThat(client.events().getFirst().get("position")).isEqualTo(post.get("position"));
        assertThat(post.get("position").asLong())
                .isLessThan(client.await("subscribed").get("server_time").asLong());
        assertThat(sandbox.truth().stream()
                        .filter(version -> version.get("id").asString().equals(id))
                        .map(version -> version.get("exposedLive").asBoolean()))
                .containsExactly(true, true, true);
    }

    @Test
    void a_burst_shares_its_position_at_both_paths() throws Exception {
        LiveClient client = sandbox.follow();
        List<JsonNode> made = sandbox.items("'stream':'comments','operation':'create','count':20,'samePosition':true");
        await().until(() -> client.events().size() == 20);

        long position = made.getFirst().get("position").asLong();
        assertThat(client.events()).allMatch(event -> event.get("position").asLong() == position);
        assertThat(json("comments?since=%d&until=%d".formatted(position, position + 1))
                        .get("items"))
                .hasSize(20);
    }

    @Test
    void what_cannot_be_made_is_refused() throws Exception {
        assertThat(sandbox.post("/admin/v1/items", "{\"account\":\"acc-0001\",\"stream\":\"gossip\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(sandbox.get("/admin/v1/items", RunningSandbox.CREDENTIAL).statusCode())
                .isEqualTo(403);
    }

    /** Of the newest posts by creation, in their order. */
    private List<String> ids() throws Exception {
        return json("posts?sort=created&deleted=exclude&limit=100")
                .get("data")
                .valueStream()
                .map(item -> item.get("id").asString())
                .toList();
    }

    private JsonNode json(String path) throws Exception {
        return JsonMapper.shared().readTree(sandbox.page(path).body());
    }
}
