package dev.gapless.standalone.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.gapless.testing.tenant.TenantAnswer;
import dev.gapless.testing.tenant.TenantCall;
import dev.gapless.testing.tenant.TenantMatrix;
import dev.gapless.testing.tenant.TenantNames;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Two tenants at all services as they run in production: the others ask the scheduler whose sources are whose. */
class TenantsIT {

    private static final String ACCOUNT = "account-of-umbrella";

    /** Nothing listens at the address: no item is needed. */
    private static final String MANIFEST = """
            type: rest
            source: NAME
            network: {allow-private: true}
            http:
              base-url: http://127.0.0.1:9/NAME
              rate: {per-second: 1, burst: 1}
            streams:
              posts:
                kind: event
                item: {id: /id, position: /at, position-unit: milliseconds}
                listing:
                  path: /posts
                  order: newest-first
                  window: {}
                  paging: {by: link}
                  items: ""
                settle: 500ms
                horizon: 1d
                poll: 1h
            """;

    private final String own = SharedSuite.source();
    private final String foreign = SharedSuite.source();
    private final HttpClient http = HttpClient.newHttpClient();
    private final GaplessSuite suite = SharedSuite.get();

    @AfterEach
    void remove() throws Exception {
        http.close();
        SharedSuite.remove(own);
        SharedSuite.remove(foreign);
    }

    @Test
    void what_one_tenant_has_is_at_no_service_there_for_the_other() throws Exception {
        follow("acme", own, "account-of-acme");
        follow("umbrella", foreign, ACCOUNT);
        String admin = token();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> call(SuiteService.CHECKPOINT, admin, "GET", "/v1/coverage?source=" + own, null)
                                .statusCode()
                        == 200);
        // the scheduler first, for its audit log tells callers what they have named at any service
        for (Map.Entry<SuiteService, String> document : List.of(
                Map.entry(SuiteService.SCHEDULER, "scheduler-service"),
                Map.entry(SuiteService.CHECKPOINT, "checkpoint-service"),
                Map.entry(SuiteService.PROCESSOR, "processor-service"),
                Map.entry(SuiteService.LIVE, "live-service"))) {
            assertThat(findings(document.getKey(), document.getValue(), admin))
                    .as(document.getValue())
                    .isEmpty();
            for (String path : List.of("/actuator/prometheus", "/actuator/env", "/internal/v1/anything")) {
                assertThat(call(document.getKey(), admin, "GET", path, null).statusCode())
                        .as("%s of %s", path, document.getValue())
                        .isEqualTo(403);
            }
        }
        replaysAndTickets(admin);
    }

    private List<String> findings(SuiteService service, String name, String admin)
            throws IOException, InterruptedException {
        TenantMatrix matrix = new TenantMatrix(
                JsonMapper.shared()
                        .readTree(Files.readString(Path.of("..", "docs", "openapi", name + ".openapi.json"))),
                new TenantNames("umbrella", foreign, ACCOUNT, "posts", ids()),
                new TenantNames("nobody", "no-such-source", "no-such-account", "posts", ids()),
                List.of(foreign, ACCOUNT));
        assertThat(matrix.operations()).isNotEmpty();
        return matrix.findings(call -> answer(service, admin, call));
    }

    /** What has ids is looked at by the tests of each service. */
    private static Map<String, String> ids() {
        return Map.of(
                "gaps", "none",
                "dead-letters", "999999999",
                "operations", UUID.randomUUID().toString(),
                "stops", UUID.randomUUID().toString(),
                "control", "none",
                "flags", "live",
                "sources", "none",
                "tokens", "none");
    }

    private TenantAnswer answer(SuiteService service, String token, TenantCall call)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = call(service, token, call.method(), call.path(), call.body());
        StringBuilder text = new StringBuilder(answer.body());
        answer.headers().map().forEach((name, values) -> {
            if (!TenantAnswer.VARYING.contains(name.toLowerCase(Locale.ROOT))) {
                text.append('\n').append(name).append(": ").append(values);
            }
        });
        return new TenantAnswer(answer.statusCode(), text.toString());
    }

    private void replaysAndTickets(String admin) throws IOException, InterruptedException {
        HttpResponse<String> replay = call(
                SuiteService.PROCESSOR,
                admin,
                "POST",
                "/v1/replays",
                "{\"source\":\"%s\",\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-02T00:00:00Z\"}".formatted(own));
        assertThat(replay.statusCode()).as(replay.body()).isEqualTo(200);
        HttpResponse<String> ticket = call(SuiteService.LIVE, admin, "POST", "/v1/live/tickets", null);
        assertThat(ticket.statusCode()).isEqualTo(200);
        String shown =
                JsonMapper.shared().readTree(ticket.body()).path("ticket").asString();
        assertThat(new String(
                        Base64.getUrlDecoder().decode(shown.substring(0, shown.indexOf('.'))), StandardCharsets.UTF_8))
                .contains("\"%s/*/*\"".formatted(own))
                .doesNotContain(foreign, "\"*/*/*\"");
        assertThat(call(
                                SuiteService.LIVE,
                                null,
                                "GET",
                                "/v1/live/streams/%s/%s/posts?ticket=%s".formatted(foreign, ACCOUNT, shown),
                                null)
                        .statusCode())
                .isEqualTo(403);
    }

    private void follow(String tenant, String source, String account) throws IOException, InterruptedException {
        assertThat(byAdmin(
                        "PUT", "/v1/sources/%s?tenant=%s".formatted(source, tenant), MANIFEST.replace("NAME", source)))
                .startsWith("201");
        assertThat(byAdmin("PUT", "/v1/accounts/%s/%s".formatted(source, account), "{}"))
                .startsWith("201");
    }

    private String token() throws IOException, InterruptedException {
        String name = own.replaceAll("[^a-z0-9]", "-");
        String made = byAdmin(
                "POST",
                "/v1/tokens",
                "{\"name\":\"%s\",\"role\":\"admin\",\"days\":1,\"tenant\":\"acme\"}".formatted(name));
        return JsonMapper.shared().readTree(made.substring(4)).path("token").asString();
    }

    private String byAdmin(String method, String path, String body) throws IOException, InterruptedException {
        String token = Files.readString(suite.home().adminToken()).strip();
        HttpResponse<String> answer = call(SuiteService.SCHEDULER, token, method, path, body);
        return answer.statusCode() + " " + answer.body();
    }

    private HttpResponse<String> call(
            SuiteService service, @Nullable String token, String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(suite.url(service) + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", path.startsWith("/v1/sources") ? "application/yaml" : "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
