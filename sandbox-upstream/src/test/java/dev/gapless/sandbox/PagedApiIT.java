package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PagedApiIT {

    private static final String PROBLEM = "application/problem+json";

    @TempDir
    Path data;

    private RunningSandbox sandbox;

    @BeforeEach
    void open() throws IOException {
        sandbox = RunningSandbox.on(data);
    }

    @AfterEach
    void close() throws IOException {
        sandbox.close();
    }

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource({
        "/v1/accounts/acc-0001/posts, nothing, 401",
        "/v1/accounts/acc-0001/posts, cred-acc-0002, 403",
        "/v1/accounts/acc-0001/posts, truth-token, 401",
        "/v1/accounts/acc-0009/posts, cred-acc-0001, 403",
        "/v1/accounts/acc-0009/posts, cred-acc-0009, 401",
        "/v1/accounts, cred-acc-0001, 403",
        "/truth/v1/summary, cred-acc-0001, 403",
        "/truth/v1/versions, cred-acc-0001, 403",
        "/admin/v1/faults, cred-acc-0001, 403",
        "/admin/v1/faults, nothing, 401",
        "/v1/accounts/acc-0001/gossip, cred-acc-0001, 404",
        "/v1/accounts/acc-0001/posts/p-none, cred-acc-0001, 404",
        "/v1/accounts/acc-0001/posts/p-1/more, cred-acc-0001, 404",
        "/v1/accounts/acc-0001/posts?limit=0, cred-acc-0001, 400",
        "/v1/accounts/acc-0001/posts?cursor=%, cred-acc-0001, 400",
        "/truth/v1/versions?limit=10001, truth-token, 400",
        "/nowhere, truth-token, 404"
    })
    void refusals_are_problems(String path, String token, int status) throws Exception {
        HttpResponse<String> answer = sandbox.get(path.replace("=%", "=%25"), token);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROBLEM);
        assertThat(json(answer).get("status").asInt()).isEqualTo(status);
    }

    @Test
    void every_answer_of_the_paged_api_tells_the_limit_and_the_time() throws Exception {
        HttpResponse<String> answer = sandbox.page("likes");

        assertThat(answer.headers().firstValue("X-RateLimit-Limit")).hasValue("50");
        assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).hasValue("49");
        assertThat(answer.headers().firstValue("X-RateLimit-Reset")).hasValue("1");
        String date = answer.headers().firstValue("Date").orElseThrow();
        assertThat(date).hasSize("Sun, 01 Mar 2026 12:00:00 GMT".length());
        assertThat(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME))
                .isNotNull();
    }

    @Test
    void beyond_the_limit_requests_are_refused_for_a_while() throws Exception {
        HttpResponse<String> answer = pagesUntilRefused().getLast();

        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(PROBLEM);
    }

    @Test
    void the_limit_is_set_by_the_truths_holder_and_refusals_are_counted() throws Exception {
        assertThat(sandbox.post("/admin/v1/limit", "{\"perSecond\":0,\"burst\":1}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(sandbox.post("/admin/v1/limit", "{\"perSecond\":1,\"burst\":1}")
                        .statusCode())
                .isEqualTo(204);

        List<HttpResponse<String>> answers = pagesUntilRefused();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.headers().firstValue("X-RateLimit-Limit"))
                        .hasValue("1"));
        JsonNode calls = json(sandbox.get("/truth/v1/calls", "truth-token"));
        assertThat(calls.get("limited").asLong()).isEqualTo(1);
        assertThat(calls.get("requests").asLong()).isEqualTo(answers.size());
    }

    @Test
    void a_limit_that_is_not_told_is_met_by_refusals_alone() throws Exception {
        assertThat(sandbox.post("/admin/v1/limit", "{\"perSecond\":1,\"burst\":1,\"told\":false}")
                        .statusCode())
                .isEqualTo(204);

        assertThat(pagesUntilRefused())
                .allSatisfy(answer -> assertThat(answer.headers().map())
                        .doesNotContainKeys("retry-after", "x-ratelimit-limit", "x-ratelimit-remaining"));
    }

    /** The answers, the refused one last: on a busy machine a second may pass between two requests. */
    private List<HttpResponse<String>> pagesUntilRefused() throws Exception {
        List<HttpResponse<String>> answers = new ArrayList<>(List.of(sandbox.page("profile")));
        while (answers.getLast().statusCode() == 200 && answers.size() < 5_000) {
            answers.add(sandbox.page("profile"));
        }
        assertThat(answers).hasSizeGreaterThan(1);
        assertThat(answers.getLast().statusCode()).isEqualTo(429);
        return answers;
    }

    @Test
    void a_page_shows_the_items_of_the_truth_and_the_truth_knows_that_it_did() throws Exception {
        JsonNode page = json(sandbox.page("posts?sort=updated&deleted=include&limit=40"));

        assertThat(page.get("data")).hasSize(40);
        assertThat(sandbox.truth().stream()
                        .filter(version -> version.get("exposedHttp").asBoolean())
                        .map(version -> version.get("item"))
                        .toList()
                        .reversed())
                .isEqualTo(page.get("data").valueStream().toList());
    }

    @Test
    void a_post_is_read_by_its_id_until_it_is_deleted() throws Exception {
        JsonNode page = json(sandbox.page("posts?sort=updated&deleted=include&limit=40"));
        int deleted = 0;
        for (JsonNode post : page.get("data")) {
            HttpResponse<String> answer = sandbox.page("posts/" + post.get("id").asString());
            if (post.get("deleted").asBoolean()) {
                deleted++;
                assertThat(answer.statusCode()).isEqualTo(410);
            } else {
                assertThat(json(answer)).isEqualTo(post);
            }
        }
        assertThat(deleted).isPositive();
    }

    @Test
    void the_holder_of_the_truths_token_learns_all_accounts_and_their_credentials() throws Exception {
        assertThat(json(sandbox.get("/v1/accounts", "truth-token")).toString())
                .isEqualTo("[{\"account\":\"acc-0001\",\"credential\":\"cred-acc-0001\"},"
                        + "{\"account\":\"acc-0002\",\"credential\":\"cred-acc-0002\"}]");
    }

    @Test
    void the_summary_agrees_with_the_versions() throws Exception {
        JsonNode summary = json(sandbox.get("/truth/v1/summary", "truth-token"));
        var versions = sandbox.truth();

        assertThat(summary.get("versions").asInt()).isEqualTo(versions.size());
        assertThat(summary.get("lastSeq").asInt()).isEqualTo(versions.size());
        assertThat(summary.get("accounts").asInt()).isEqualTo(2);
        assertThat(summary.get("items").asLong())
                .isEqualTo(versions.stream()
                        .filter(version -> version.get("op").asString().equals("create"))
                        .count());
        assertThat(summary.get("deleted").asLong())
                .isEqualTo(versions.stream()
                        .filter(version -> version.get("op").asString().equals("delete"))
                        .count());
    }

    @Test
    void a_stopped_generator_makes_nothing_more() throws Exception {
        sandbox.generator("running", 2_000);
        for (int i = 0; i < 20; i++) {
            long last = sandbox.generator("stopped", 0).get("lastSeq").asLong();

            assertThat(json(sandbox.get("/truth/v1/summary", "truth-token"))
                            .get("lastSeq")
                            .asLong())
                    .isEqualTo(last);
            sandbox.generator("running", 2_000);
        }
    }

    @Test
    void whoever_needs_it_can_say_so() throws Exception {
        assertThat(sandbox.get("/healthz", "nothing").body()).isEqualTo("ok");
        assertThat(sandbox.post("/admin/v1/keepalive", "").statusCode()).isEqualTo(204);
        assertThat(sandbox.keptAlive).hasValue(1);
        assertThat(sandbox.post("/admin/v1/generator", "{\"state\":\"asleep\"}").statusCode())
                .isEqualTo(400);
        assertThat(sandbox.post("/admin/v1/faults", "nonsense").statusCode()).isEqualTo(400);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
