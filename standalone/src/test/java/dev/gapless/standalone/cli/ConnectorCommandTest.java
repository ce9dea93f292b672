package dev.gapless.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConnectorCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter printed = new StringWriter();

    @Test
    void lint_prints_every_mistake_with_its_place_value_rule_and_remedy() throws IOException {
        Path file = directory.resolve("forum.yaml");
        Files.writeString(file, """
                type: rest
                source: forum
                http:
                  base-url: https://api.example.com
                  timeuot: 10s
                  rate: {per-second: many, burst: 1}
                """);

        assertThat(run("lint", file.toString())).isEqualTo(1);

        assertThat(printed.toString())
                .contains(file + ":5:3: http.timeuot: '10s'\n  rule: unknown key\n  remedy: did you mean timeout? ")
                .contains(file + ":6:10: http.rate.per-second: 'many'\n  rule: a number from 0.001 to 10000.0\n")
                .contains(file + ":1:1: streams: ''\n  rule: required: a section\n");
    }

    @Test
    void lint_finds_nothing_in_what_is_shipped() {
        Path shipped = Path.of("..", "connectors", "src", "main", "resources", "connectors");

        assertThat(run(
                        "lint",
                        shipped.resolve("sandbox.yaml").toString(),
                        shipped.resolve("evm-logs.yaml").toString()))
                .isZero();
    }

    @Test
    void schema_prints_what_is_published() throws IOException {
        assertThat(run("schema")).isZero();
        assertThat(printed.toString())
                .isEqualTo(Files.readString(Path.of("..", "docs", "connector-manifest.schema.json")));
    }

    private int run(String... words) {
        return new CommandLine(ConnectorCommand.class)
                .setOut(new PrintWriter(printed, true))
                .execute(words);
    }
}
