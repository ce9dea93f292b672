package dev.gapless.sandbox.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.sandbox.world.ItemVersion;
import dev.gapless.sandbox.world.PlatformModel;
import dev.gapless.sandbox.world.SandboxAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TruthLogTest {

    private static final Clock NOON = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private Path path = Path.of("");

    @BeforeEach
    void choosePath() {
        path = directory.resolve("truth.ndjson");
    }

    @Test
    void a_later_run_gets_what_an_earlier_one_wrote() throws IOException {
        List<ItemVersion> written = writeSome();

        assertThat(restored()).isEqualTo(written);
    }

    @Test
    void a_torn_last_line_is_cut_off_and_the_next_line_takes_its_place() throws IOException {
        List<ItemVersion> written = writeSome();
        String torn = written.getLast().toLine();
        Files.writeString(path, torn.substring(0, torn.length() / 2), StandardOpenOption.APPEND);

        SandboxAccounts accounts = new SandboxAccounts(2);
        try (TruthLog log = TruthLog.open(path, accounts::restore)) {
            world(accounts, log).step();
        }

        List<ItemVersion> all = restored();
        assertThat(all).startsWith(written.toArray(ItemVersion[]::new)).hasSizeGreaterThan(written.size());
        assertThat(all.get(written.size()).seq()).isEqualTo(written.size() + 1L);
        assertThat(all.get(written.size()).position())
                .isGreaterThanOrEqualTo(written.getFirst().position());
    }

    @Test
    void damage_before_the_last_line_stops_the_start() throws IOException {
        writeSome();
        Files.writeString(path, "{\"seq\":12\n", StandardOpenOption.APPEND);

        assertThatThrownBy(this::restored).isInstanceOf(IOException.class).hasMessageContaining("damaged at byte");
        assertThatThrownBy(this::restored).as("the lock is free again").hasMessageContaining("damaged at byte");
    }

    @Test
    void a_missing_line_stops_the_start() throws IOException {
        writeSome();
        List<String> lines = new ArrayList<>(Files.readAllLines(path));
        lines.remove(3);
        Files.write(path, lines);

        assertThatThrownBy(this::restored).hasMessageContaining("damaged at byte");
    }

    @Test
    void a_past_that_was_not_finished_is_made_anew() throws IOException {
        try (TruthLog log = TruthLog.open(path, version -> {})) {
            world(new SandboxAccounts(2), log).past(10, 0);
        }

        assertThat(restored()).isEmpty();
    }

    @Test
    void a_second_sandbox_is_kept_off() throws IOException {
        TruthLog first = TruthLog.open(path, version -> {});

        assertThatThrownBy(this::restored).hasMessageContaining("another sandbox");
        first.close();
        assertThat(restored()).isEmpty();
    }

    @Test
    void pages_tell_each_version_once_with_the_paths_that_showed_it() throws IOException {
        List<ItemVersion> written = writeSome();
        try (TruthLog log = TruthLog.open(path, version -> {})) {
            log.exposed(written.subList(0, 3), ExposurePath.LIVE);
            log.exposed(written.subList(2, 4), ExposurePath.HTTP);
            log.exposed(written.subList(0, 4), ExposurePath.HTTP);
        }
        try (TruthLog log = TruthLog.open(path, version -> {})) {
            List<JsonNode> shown = new ArrayList<>();
            for (String page = log.lines(0, 7); !page.isEmpty(); page = log.lines(shown.size(), 7)) {
                page.lines().map(JsonMapper.shared()::readTree).forEach(shown::add);
            }

            assertThat(shown.stream().map(ItemVersion::fromJson).toList()).isEqualTo(written);
            assertThat(shown.stream().filter(line -> line.get("exposedLive").asBoolean()))
                    .hasSize(3);
            assertThat(shown.stream().filter(line -> line.get("exposedHttp").asBoolean()))
                    .hasSize(4);
            assertThat(log.lines(written.size(), 10)).isEmpty();
        }
        assertThat(Files.readAllLines(path).stream().filter(line -> line.startsWith("{\"exposed\"")))
                .as("once a version and path")
                .hasSize(7);
    }

    private List<ItemVersion> writeSome() throws IOException {
        SandboxAccounts accounts = new SandboxAccounts(2);
        List<ItemVersion> written = new ArrayList<>();
        try (TruthLog log = TruthLog.open(path, accounts::restore)) {
            PlatformModel world = new PlatformModel(
                    accounts,
                    new SplittableRandom(4),
                    version -> {
                        log.append(version);
                        written.add(version);
                    },
                    NOON);
            world.past(20, 0);
            log.settle();
        }
        return written;
    }

    private List<ItemVersion> restored() throws IOException {
        List<ItemVersion> versions = new ArrayList<>();
        TruthLog.open(path, versions::add).close();
        return versions;
    }

    private static PlatformModel world(SandboxAccounts accounts, TruthLog log) {
        return new PlatformModel(accounts, new SplittableRandom(5), log::append, NOON);
    }
}
