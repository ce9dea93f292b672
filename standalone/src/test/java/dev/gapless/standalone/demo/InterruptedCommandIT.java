package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Ctrl-C in each phase of a command that runs for long. A terminal sends it to the command and to all processes that
 * the command has started, and so does this test.
 */
@Tag("long")
class InterruptedCommandIT {

    private static final Duration BOUND = Duration.ofSeconds(90);

    /** Of the shell, for a command that SIGINT has ended. */
    private static final int INTERRUPTED = 130;

    @TempDir
    private Path directory;

    private @Nullable Process command;

    /** What a failed test would leave. */
    @AfterEach
    void end() {
        left().forEach(ProcessHandle::destroyForcibly);
        if (command != null) {
            command.destroyForcibly();
        }
    }

    /** Each start finds the data that the one before it has left. */
    @ParameterizedTest
    @CsvSource({
        "up, starting kafka | starting scheduler | starting live | ready; Ctrl-C stops it",
        "demo, starting kafka | starting processor | captured"
    })
    void a_command_ends_in_each_phase_with_all_that_it_started(String name, String phases) throws Exception {
        for (String phase : List.of(phases.split(" \\| "))) {
            Process process = started(name);
            command = process;
            List<String> output = readUntil(process, phase);
            List<ProcessHandle> children = process.descendants().toList();
            Thread rest = Thread.startVirtualThread(
                    () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(output::add));

            long begun = System.nanoTime();
            interrupt(process);

            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .as("%s, interrupted at '%s'", name, phase)
                    .isTrue();
            System.out.printf(
                    "%s, interrupted at '%s', ended after %d ms%n",
                    name, phase, Duration.ofNanos(System.nanoTime() - begun).toMillis());
            rest.join(Duration.ofSeconds(10));
            assertThat(process.exitValue()).as(String.join("\n", output)).isEqualTo(INTERRUPTED);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(left()).isEmpty();
            assertThat(output).noneMatch(line -> line.startsWith("\tat ") || line.contains("did not stop in time"));
        }
    }

    private static List<String> readUntil(Process process, String phase) throws IOException {
        List<String> output = new CopyOnWriteArrayList<>();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            output.add(line);
            if (line.contains(phase)) {
                return output;
            }
        }
        throw new AssertionError("ended before '%s':%n%s".formatted(phase, String.join("\n", output)));
    }

    /** The leader of a group of its own, which does not ignore SIGINT as a command in the background would. */
    private Process started(String name) throws IOException {
        return new ProcessBuilder(
                        "setsid",
                        "env",
                        "--default-signal=INT",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.gapless.standalone.GaplessMain",
                        name,
                        "--data",
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + process.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    /** What names the data directory: servers leave the group of who starts them. */
    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
                .toList();
    }
}
