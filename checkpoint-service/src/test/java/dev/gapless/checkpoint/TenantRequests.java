package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.testing.tenant.TenantAnswer;
import dev.gapless.testing.tenant.TenantCall;
import dev.gapless.testing.tenant.TenantMatrix;
import dev.gapless.testing.tenant.TenantNames;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** Calls within one tenant at a service that holds items, letters and operations of two. */
final class TenantRequests {

    private static final String START = """
            insert into operation (id, kind, target, parameters, requested_by, state, token, attempts, failures, due_at,
                                   done, created_at)
            values (?, ?, ?, '{}', ?, 'PAUSED', 0, 0, 0, now(), 0, now())
            """;

    private final CheckpointServiceFixture service;

    TenantRequests(CheckpointServiceFixture service) {
        this.service = service;
    }

    /**
     * @param own a letter of {@code acme-forum}
     * @param foreign a letter of {@code umbrella-forum}
     */
    void check(long own, long foreign) throws IOException, InterruptedException {
        UUID ours = UUID.randomUUID();
        UUID theirs = UUID.randomUUID();
        UUID all = UUID.randomUUID();
        service.jdbc().update(START, ours, "REPLAY", "acme-forum/acme-account", "zoe@acme");
        service.jdbc().update(START, theirs, "REPLAY", "umbrella-forum/umbrella-account", "zoe@umbrella");
        service.jdbc().update(START, all, "UNDO", "", "umbrella-operator");
        try {
            everyEndpoint(foreign, theirs);
            everyEndpoint(foreign, all);
            ownThings(own, ours);
        } finally {
            service.jdbc().update("delete from operation where id in (?, ?, ?)", ours, theirs, all);
        }
    }

    private void everyEndpoint(long letter, UUID operation) throws IOException, InterruptedException {
        TenantMatrix matrix = new TenantMatrix(
                JsonMapper.shared()
                        .readTree(
                                Files.readString(Path.of("..", "docs", "openapi", "checkpoint-service.openapi.json"))),
                new TenantNames(
                        "umbrella",
                        "umbrella-forum",
                        "umbrella-account",
                        "posts",
                        Map.of("dead-letters", Long.toString(letter), "operations", operation.toString())),
                new TenantNames(
                        "nobody",
                        "unknown-forum",
                        "unknown-account",
                        "posts",
                        Map.of(
                                "dead-letters",
                                "999999999",
                                "operations",
                                UUID.randomUUID().toString())),
                List.of("umbrella"));
        assertThat(matrix.operations()).hasSizeGreaterThan(25);
        assertThat(matrix.findings(this::answer)).isEmpty();
    }

    private TenantAnswer answer(TenantCall call) throws IOException, InterruptedException {
        HttpResponse<String> answer = service.within("acme", call.method(), call.path(), call.body());
        StringBuilder text = new StringBuilder(answer.body());
        answer.headers().map().forEach((name, values) -> {
            if (!TenantAnswer.VARYING.contains(name.toLowerCase(Locale.ROOT))) {
                text.append('\n').append(name).append(": ").append(values);
            }
        });
        return new TenantAnswer(answer.statusCode(), text.toString());
    }

    private void ownThings(long letter, UUID operation) throws IOException, InterruptedException {
        for (String path : List.of(
                "/v1/dead-letters/" + letter,
                "/v1/operations/" + operation,
                "/v1/coverage?source=acme-forum",
                "/v1/items/acme-forum/acme-account/posts",
                "/v1/certificate-keys")) {
            assertThat(service.within("acme", "GET", path, null).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
        for (String path : List.of("/v1/dead-letters?limit=1000", "/v1/dead-letters:summary", "/v1/operations")) {
            assertThat(service.within("acme", "GET", path, null).body())
                    .as(path)
                    .contains("acme-forum")
                    .doesNotContain("umbrella");
        }
        HttpResponse<String> mixed = service.within(
                "acme",
                "POST",
                "/v1/certificates",
                "{\"streams\":[{\"source\":\"acme-forum\",\"account\":\"a\",\"stream\":\"posts\"},"
                        + "{\"source\":\"umbrella-forum\",\"account\":\"a\",\"stream\":\"posts\"}]}");
        assertThat(mixed.statusCode()).isEqualTo(404);
        HttpResponse<String> conflict =
                service.within("acme", "POST", "/v1/deletions:undo", "{\"source\":\"acme-forum\"}");
        assertThat(conflict.statusCode()).as("one of the installation").isEqualTo(409);
        assertThat(conflict.body()).doesNotContain("umbrella", "owner", "requestedBy");
        assertThat(service.within("acme", "POST", "/v1/dead-letters:discard", "{\"filter\":{},\"reason\":\"x\"}")
                        .statusCode())
                .as("without a source that would be those of all")
                .isEqualTo(404);
        assertThat(service.within("acme", "GET", "/v1/storage", null).statusCode())
                .isEqualTo(403);
    }
}
