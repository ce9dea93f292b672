package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the tests, faults and planted bugs which the table of mended faults names are there. */
class PromiseTableTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z_]+|[a-z0-9]+(?:-[a-z]+)+)`");

    @Test
    void every_row_names_a_test_and_every_name_is_there() throws IOException {
        RepositoryTests tests = RepositoryTests.read();
        String simulated = Files.readString(
                        REPOSITORY.resolve("simulation/src/main/java/dev/gapless/simulation/faults/FaultKind.java"))
                + Files.readString(REPOSITORY.resolve(
                        "simulation-tests/src/test/java/dev/gapless/simulation/mutants/PlantedMutant.java"));
        String run = Files.readString(REPOSITORY.resolve("docs/fault-runs.md"))
                + Files.readString(REPOSITORY.resolve("sandbox-upstream/README.md"));
        List<String> absent = new ArrayList<>();
        List<String[]> rows = rows();
        for (String[] row : rows) {
            if (RepositoryTests.namedIn(row[4]).isEmpty()) {
                absent.add(row[1] + ": no test");
            }
            tests.absentOf(row[4]).forEach(test -> absent.add(row[1] + ": " + test));
            for (MatchResult name : NAME.matcher(row[5]).results().toList()) {
                boolean capitals = Character.isUpperCase(name.group(1).charAt(0));
                if (capitals
                        ? !Pattern.compile("\\b" + name.group(1) + "\\(")
                                .matcher(simulated)
                                .find()
                        : !run.contains(name.group())) {
                    absent.add(row[1] + ": " + name.group());
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(25);
        assertThat(absent).isEmpty();
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(REPOSITORY.resolve("docs/promise.md")).stream()
                .filter(line -> line.startsWith("| ") && Character.isDigit(line.charAt(2)))
                .map(line -> line.split("\\|", -1))
                .toList();
    }
}
