package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Items and texts that are hard to keep: larger than what logs take, or with a NUL. */
class UnusualItemsIT {

    private static final int LARGE = 1_200_000;

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
    void a_large_item_is_shown_whole_at_both_paths_and_stands_in_the_truth() throws Exception {
        LiveClient client = sandbox.follow();
        String fault = sandbox.fault("large-items", "\"count\":1");
        await().until(() -> client.events().size() == 1);

        JsonNode item = client.events().getFirst().get("data");
        assertThat(size(item.get("text"))).isGreaterThanOrEqualTo(LARGE);
        assertThat(json("posts?limit=1").get("data").get(0)).isEqualTo(item);
        assertThat(sandbox.truth().getLast().get("item")).isEqualTo(item);
        await().untilAsserted(() ->
                assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(1));
        assertThat(sandbox.fault(fault).get("active").asBoolean()).isFalse();
    }

    @Test
    void a_text_has_as_many_bytes_as_were_ordered() throws Exception {
        JsonNode made = sandbox.items("'stream':'comments','operation':'create','size':3000,'nul':'text'")
                .getFirst();

        String text = made.get("item").get("text").asString();
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThanOrEqualTo(3_000);
        assertThat(text).contains("\0");
    }

    @Test
    void a_nul_in_text_and_id_comes_through_both_paths_as_json_writes_it() throws Exception {
        LiveClient client = sandbox.follow();
        sandbox.fault("nul-text", "\"in\":\"item\",\"count\":1");
        await().until(() -> client.events().size() == 1);
        sandbox.fault("nul-text", "\"in\":\"id\",\"count\":1");
        await().until(() -> client.events().size() == 2);

        assertThat(client.events().getFirst().get("data").get("text").asString())
                .contains("\0");
        String id = client.events().getLast().get("object_id").asString();
        assertThat(id).contains("\0");
        assertThat(sandbox.page("posts?limit=1").body()).contains(id.replace("\0", "\\u0000"));
        assertThat(sandbox.page("posts/" + id.replace("\0", "%00")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_cursor_with_a_nul_is_understood_when_it_comes_back() throws Exception {
        String plain = json("posts?limit=5").get("next").asString();
        String fault = sandbox.fault("nul-text", "\"in\":\"cursor\",\"count\":1");
        String cursor = json("posts?limit=5").get("next").asString();

        assertThat(cursor).isEqualTo("\0" + plain);
        assertThat(json("posts?limit=5&cursor=" + cursor.replace("\0", "%00")))
                .isEqualTo(json("posts?limit=5&cursor=" + plain));
        assertThat(sandbox.fault(fault).get("fired").asInt()).isEqualTo(1);
    }

    @Test
    void errors_and_goodbyes_have_a_nul_in_their_text() throws Exception {
        sandbox.fault("nul-text", "\"in\":\"error\",\"count\":1");
        HttpResponse<String> failed = sandbox.page("likes");
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(JsonMapper.shared().readTree(failed.body()).get("detail").asString())
                .contains("\0");
        assertThat(sandbox.page("likes").statusCode()).isEqualTo(200);

        LiveClient client = sandbox.follow();
        sandbox.fault("nul-text", "\"in\":\"goodbye\",\"count\":1");
        await().untilAsserted(() -> assertThat(client.end).hasValue("closed 1001"));
        assertThat(client.goodbye.get()).contains("\0");
    }

    private static int size(JsonNode text) {
        return text.asString().getBytes(StandardCharsets.UTF_8).length;
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = sandbox.page(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
