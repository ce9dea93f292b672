package dev.gapless.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox as the process that it is in real life. */
class SandboxProcessIT {

    private static final Duration START = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final List<Process> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
        http.shutdownNow();
    }

    @Test
    void a_killed_sandbox_goes_on_where_it_was() throws Exception {
        Process first = start("--rate", "500");
        String url = address(first);
        JsonNode announced = JsonMapper.shared().readTree(Files.readString(data.resolve("sandbox.json")));
        assertThat(announced.get("pid").asLong()).isEqualTo(first.pid());
        assertThat(announced.get("url").asString()).isEqualTo(url);
        await().atMost(START).until(() -> summary(url).get("lastSeq").asLong() > 300);

        first.destroyForcibly().waitFor();
        List<String> left = versionLines();
        Process second = start("--rate", "500", "--port", announced.get("port").asString());
        String again = address(second);
        await().atMost(START).until(() -> summary(again).get("lastSeq").asLong() > left.size() + 200);
        second.destroy();

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again).isEqualTo(url);
        List<String> all = versionLines();
        assertThat(all.subList(0, left.size())).isEqualTo(left);
        assertInOrder(all);
    }

    @Test
    void it_lingers_after_the_end_of_its_input_as_long_as_somebody_asks_for_it() throws Exception {
        Process orphan = start("--stop-at-eof", "--linger", "5s");
        String url = address(orphan);
        orphan.getOutputStream().close();

        await().pollInterval(Duration.ofMillis(300))
                .during(Duration.ofSeconds(7))
                .until(() -> keepAlive(url) == 204 && orphan.isAlive());

        await().until(() -> !orphan.isAlive());
        assertThat(orphan.exitValue()).isZero();
    }

    @Test
    void wrong_arguments_and_a_directory_in_use_end_it_at_once() throws Exception {
        Process wrong = start("--accounts", "none");
        assertThat(wrong.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(wrong.exitValue()).isEqualTo(2);

        address(start());
        Process other = start();
        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isEqualTo(1);
    }

    private static void assertInOrder(List<String> lines) {
        long seq = 0;
        Map<String, Long> positions = new HashMap<>();
        for (String line : lines) {
            JsonNode version = JsonMapper.shared().readTree(line);
            long position = version.get("position").asLong();
            long before = positions.merge(version.get("account").asString(), position, Math::max);

            assertThat(version.get("seq").asLong()).isEqualTo(++seq);
            assertThat(position).isGreaterThanOrEqualTo(before);
        }
    }

    private List<String> versionLines() throws IOException {
        return Files.readAllLines(data.resolve("truth.ndjson")).stream()
                .filter(line -> line.startsWith("{\"seq\"") && line.endsWith("}}"))
                .toList();
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SandboxMain.class.getName(),
                "--data",
                data.toString(),
                "--accounts",
                "3",
                "--history-items",
                "50",
                "--truth-token",
                "truth-token",
                "--credential-prefix",
                "cred"));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }

    private static String address(Process process) {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        try {
            String line = out.readLine();
            assertThat(line).startsWith("sandbox ready http://127.0.0.1:");
            return line.substring("sandbox ready ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode summary(String url) throws IOException, InterruptedException {
        return JsonMapper.shared()
                .readTree(http.send(request(url, "/truth/v1/summary").build(), BodyHandlers.ofString())
                        .body());
    }

    private int keepAlive(String url) throws IOException, InterruptedException {
        return http.send(
                        request(url, "/admin/v1/keepalive")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(String url, String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).header("Authorization", "Bearer truth-token");
    }
}
