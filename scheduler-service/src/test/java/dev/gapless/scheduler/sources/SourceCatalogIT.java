package dev.gapless.scheduler.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.scheduler.FakeCoverageService;
import dev.gapless.scheduler.RunningScheduler;
import dev.gapless.scheduler.SchedulerTables;
import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCatalogIT {

    @TempDir
    static Path directory;

    private static FakeCoverageService checkpoint;
    private static RunningScheduler scheduler;

    private final String source = TestServers.unique("src");

    @BeforeAll
    static void start() {
        checkpoint = new FakeCoverageService();
        scheduler = RunningScheduler.start(
                SchedulerTables.fresh(),
                new FakeClock(Instant.parse("2026-03-01T12:00:00Z")),
                checkpoint.url(),
                directory);
    }

    @AfterAll
    static void stop() {
        scheduler.close();
        checkpoint.close();
    }

    private HttpResponse<String> apply(String manifest) {
        return scheduler.put("/v1/sources/" + source, manifest);
    }

    private HttpResponse<String> manifest(String name) {
        return scheduler.call("GET", "/internal/v1/sources/" + name + "/manifest", RunningScheduler.SERVICE, null);
    }

    @Test
    void a_manifest_is_applied_and_handed_out_as_it_was_written() {
        String text = "source: " + source + "\n# größer\n";

        assertThat(apply(text).statusCode()).isEqualTo(201);

        HttpResponse<String> held = manifest(source);
        assertThat(held.body()).isEqualTo(text);
        assertThat(held.headers().firstValue("ETag"))
                .hasValueSatisfying(tag -> assertThat(tag).isNotBlank());
        assertThat(held.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/yaml"));
        assertThat(scheduler.get("/v1/sources").body()).contains(source, "\"posts\"", "\"profile\"");
    }

    @Test
    void a_changed_manifest_has_another_tag_and_an_unchanged_one_the_same() {
        apply("source: " + source);
        String first = manifest(source).headers().firstValue("ETag").orElseThrow();

        assertThat(apply("source: " + source).statusCode()).isEqualTo(200);
        assertThat(manifest(source).headers().firstValue("ETag")).hasValue(first);

        apply("source: " + source + "\nmore: true");
        assertThat(manifest(source).headers().firstValue("ETag").orElseThrow()).isNotEqualTo(first);
    }

    @Test
    void a_manifest_with_mistakes_is_refused_with_all_of_them_and_the_old_one_stays() {
        apply("source: " + source);

        HttpResponse<String> refused = apply("source: " + source + "\nbroken: 1\nfine: 2\nbroken: 3");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).contains("\"line\":2", "\"line\":4", "\"rule\"", "\"remedy\"", "\"problems\"");
        assertThat(manifest(source).body()).isEqualTo("source: " + source);
    }

    @Test
    void what_the_real_reader_finds_is_passed_on_in_full() {
        HttpResponse<String> refused =
                apply("type: rest\nsource: " + source + "\nhttp:\n  timeout: soon\nunheard-of: 1\n");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"path\":\"http.timeout\"", "\"value\":\"soon\"", "unheard-of");
    }

    @Test
    void a_manifest_of_another_name_is_refused() {
        HttpResponse<String> refused = apply("source: another");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("\"path\":\"source\"", "another");
    }

    @Test
    void an_unknown_source_is_not_found() {
        HttpResponse<String> answer = manifest("nowhere");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("\"remedy\"");
    }
}
