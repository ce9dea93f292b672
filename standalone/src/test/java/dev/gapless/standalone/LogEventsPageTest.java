package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the page of log events against the services' code. */
class LogEventsPageTest {

    private static final Pattern STATEMENT = Pattern.compile("LOG\\.(info|warn|error)\\(\\s*\"([^\"\\s]*)");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([^`]+)` \\| ([a-z, ]+) \\| [a-z, ]+ \\| [A-Z].*\\. \\|$");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)+");

    @Test
    void the_page_has_the_events_of_the_code_with_their_levels_and_no_other() throws IOException {
        Set<String> inCode = events();

        assertThat(inCode).hasSizeGreaterThan(100);
        assertThat(listed()).isEqualTo(inCode);
    }

    @Test
    void each_line_begins_with_a_name_that_stands_in_the_code() throws IOException {
        assertThat(events())
                .allMatch(event -> NAME.matcher(event.split(" ", 2)[0]).matches());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "checkpoint-service",
                "scheduler-service",
                "processor-service",
                "http-miner-service",
                "ws-capture-service",
                "live-service"
            })
    void lines_in_json_have_their_events(String service) throws IOException {
        assertThat(Files.readString(Path.of("..", service, "src", "main", "resources", service + ".yaml")))
                .contains("customizer: dev.gapless.common.platform.logs.EcsEventMembers");
    }

    private static Set<String> listed() throws IOException {
        return ROW.matcher(Files.readString(Path.of("..", "docs", "log-events.md")))
                .results()
                .flatMap(row -> Stream.of(row.group(2).split(", ")).map(level -> row.group(1) + " " + level))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> events() throws IOException {
        Set<String> events = new TreeSet<>();
        for (String module : List.of(
                "common",
                "connectors",
                "checkpoint-service",
                "scheduler-service",
                "processor-service",
                "http-miner-service",
                "ws-capture-service",
                "live-service")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    STATEMENT
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(found -> events.add(found.group(2) + " " + found.group(1)));
                }
            }
        }
        return events;
    }
}
