package dev.gapless.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tests of the service as its neighbours and operators meet it; one service for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithService {

    private @Nullable CheckpointServiceFixture started;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        started = new CheckpointServiceFixture(directory);
    }

    @AfterAll
    void stop() {
        service().close();
    }

    final CheckpointServiceFixture service() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    static JsonNode body(HttpResponse<byte[]> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    /** Named are what, the rule and the remedy. */
    static void assertProblem(HttpResponse<String> answer, int status, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(json(answer.body()).get("detail").asString())
                .startsWith(detail)
                .contains("expected");
        assertThat(json(answer.body()).get("remedy").asString()).isNotBlank();
    }
}
