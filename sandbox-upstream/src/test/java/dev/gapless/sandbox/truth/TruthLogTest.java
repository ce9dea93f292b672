package dev.gapless.sandbox.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.sandbox.truth.TruthLog.Door;
import dev.gapless.sandbox.world.Operation;
import dev.gapless.sandbox.world.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TruthLogTest {

    @TempDir
    private Path directory;

    @Test
    void what_was_written_is_there_at_the_next_start_with_the_doors_that_showed_it() throws IOException {
        try (TruthLog log = open()) {
            log.append(version(1));
            log.append(version(2));
            log.exposed(1, Door.LIVE);
            log.exposed(1, Door.LIVE);
        }
        try (TruthLog log = open()) {
            assertThat(log.versions()).containsExactly(version(1), version(2));
            assertThat(log.lines(0, 10).lines())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("\"exposedLive\":true")
                    .contains("\"exposedHttp\":false");
            assertThat(log.lines(1, 10).lines()).hasSize(1);
        }
        assertThat(Files.readAllLines(file())).hasSize(3);
    }

    @Test
    void a_line_that_a_kill_tore_is_cut_off_and_what_follows_is_whole() throws IOException {
        try (TruthLog log = open()) {
            log.append(version(1));
        }
        Files.writeString(file(), "{\"seq\":2,\"acc", StandardOpenOption.APPEND);
        try (TruthLog log = open()) {
            assertThat(log.versions()).containsExactly(version(1));
            log.append(version(2));
        }
        try (TruthLog log = open()) {
            assertThat(log.versions()).containsExactly(version(1), version(2));
        }
    }

    @Test
    void a_damaged_line_in_the_middle_stops_the_start_and_names_the_place() throws IOException {
        Files.writeString(file(), "nonsense\n");

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("byte 0");
    }

    private TruthLog open() throws IOException {
        return TruthLog.open(file());
    }

    private Path file() {
        return directory.resolve("truth.ndjson");
    }

    private static Version version(long seq) {
        return new Version(
                seq,
                "acc-0001",
                "posts",
                "p-" + seq,
                1,
                Operation.CREATE,
                10,
                10,
                10,
                JsonMapper.shared().createObjectNode().put("text", "🌊"));
    }
}
