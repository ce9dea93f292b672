package dev.gapless.checkpoint.items.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.testing.servers.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Eight processes with the same items, none of which knows of the others. */
class ProcessesIT {

    private static final int PROCESSES = 8;

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final List<Process> running = new ArrayList<>();

    @AfterEach
    void close() {
        running.forEach(Process::destroyForcibly);
        database.close();
    }

    @Test
    void of_8_processes_with_the_same_items_one_wins_each() throws Exception {
        for (int number = 0; number < PROCESSES; number++) {
            running.add(start(number));
        }
        List<BufferedReader> outputs = new ArrayList<>();
        for (Process process : running) {
            outputs.add(process.inputReader(StandardCharsets.UTF_8));
            awaitReady(outputs.getLast());
        }
        for (Process process : running) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        }
        List<String> decisions = new ArrayList<>();
        for (BufferedReader output : outputs) {
            output.lines()
                    .filter(line -> line.startsWith(LedgerProcess.DECIDED))
                    .flatMap(line -> Stream.of(
                            line.substring(LedgerProcess.DECIDED.length()).split(" ")))
                    .forEach(decisions::add);
        }
        for (Process process : running) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }

        assertThat(decisions).hasSize(PROCESSES * LedgerProcess.ITEMS);
        assertThat(decisions.stream().filter("NEW"::equals)).hasSize(LedgerProcess.ITEMS);
        assertThat(decisions.stream().filter("DUPLICATE"::equals)).hasSize((PROCESSES - 1) * LedgerProcess.ITEMS);
        assertThat(database.number("select count(*) from item_chain where item_id like 'item-%'"))
                .isEqualTo(LedgerProcess.ITEMS);
    }

    private static void awaitReady(BufferedReader output) throws IOException {
        String line = output.readLine();
        while (!LedgerProcess.READY.equals(line)) {
            assertThat(line).as("the process has ended").isNotNull();
            line = output.readLine();
        }
    }

    private Process start(int number) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerProcess.class.getName(),
                        database.url(),
                        TestServers.get().databaseUser(),
                        TestServers.get().databasePassword(),
                        Integer.toString(number))
                .redirectError(Redirect.INHERIT)
                .start();
    }
}
