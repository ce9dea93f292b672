package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The demo as its users run it, a process of its own. It is killed in mid-run, and all processes it had started are
 * left behind. Then it runs again on the same data, with Redis emptied meanwhile.
 */
@Tag("long")
class KilledDemoIT {

    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    @Test
    void a_killed_run_goes_on_where_it_stopped_and_nothing_is_lost_or_left_behind() throws Exception {
        Path data = directory.resolve("data");
        Path report = directory.resolve("report.json");

        Process first = demo("60s", data, report);
        awaitLine(first, line -> line.contains(" captured ") && !line.contains("captured 0 "));
        List<ProcessHandle> leftBehind = first.descendants().toList();
        first.destroyForcibly().waitFor();
        assertThat(leftBehind).as("children of the killed process").anyMatch(ProcessHandle::isAlive);

        Process second = demo("20s", data, report);
        String ready = awaitLine(second, line -> line.startsWith("ready after"));
        assertThat(ready).contains("sandbox found running");
        assertThat(RedisLine.flushAll(data)).isEqualTo("+OK");
        List<ProcessHandle> children = new ArrayList<>(second.descendants().toList());
        List<String> rest = drain(second);
        assertThat(second.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).as(String.join("\n", rest)).isZero();
        JsonNode outcome = JsonMapper.shared().readTree(Files.readString(report));
        for (String count : List.of("lost", "duplicated", "stale", "resurrected", "falseCoverage", "uncovered")) {
            assertThat(outcome.get(count).asLong()).as(count).isZero();
        }
        assertThat(outcome.get("resumed").asBoolean()).isTrue();
        children.addAll(leftBehind);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    private static Process demo(String duration, Path data, Path report) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gapless.standalone.GaplessMain",
                        "demo",
                        "--for",
                        duration,
                        "--data",
                        data.toString(),
                        "--report",
                        report.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String awaitLine(Process process, java.util.function.Predicate<String> wanted) throws IOException {
        BufferedReader out = reader(process);
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
        throw new AssertionError("the process ended first:\n" + String.join("\n", seen));
    }

    private static List<String> drain(Process process) {
        try (Stream<String> lines = reader(process).lines()) {
            return lines.toList();
        }
    }

    private static BufferedReader reader(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }
}
