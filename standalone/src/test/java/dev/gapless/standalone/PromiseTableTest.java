package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the tests, faults and planted bugs which the table of mended faults names are there. */
class PromiseTableTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern HEAD =
            Pattern.compile("\\ARow: (\\S+)\nUndoes: .+\nTest: \\S+ [\\w.]+\\.(\\w+)#(\\w+)\nFails with: .+\n\n--- a/");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z_]+|[a-z0-9]+(?:-[a-z]+)+)`");

    @Test
    void every_row_names_a_test_and_every_name_is_there() throws IOException {
        RepositoryTests tests = RepositoryTests.read();
        String simulated = Files.readString(
                        REPOSITORY.resolve("simulation/src/main/java/dev/gapless/simulation/faults/FaultKind.java"))
                + Files.readString(REPOSITORY.resolve(
                        "tests/simulation-tests/src/test/java/dev/gapless/simulation/mutants/PlantedMutant.java"));
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

    /** A row whose fault was refuted has no mend. */
    @Test
    void each_mend_can_be_undone_by_a_patch_that_applies_and_names_a_test_of_its_row() throws IOException {
        List<String[]> rows = rows();
        Map<String, String> testsOfRow = new HashMap<>();
        rows.forEach(row -> testsOfRow.merge(row[1].trim(), row[4], String::concat));
        Map<String, String> patches = patches();
        List<String> wrong = new ArrayList<>();
        Set<String> undone = new HashSet<>();
        for (Map.Entry<String, String> patch : patches.entrySet()) {
            MatchResult head =
                    HEAD.matcher(patch.getValue()).results().findFirst().orElse(null);
            if (head == null) {
                wrong.add(patch.getKey() + ": no Row, Undoes, Test and Fails with");
                continue;
            }
            String test = "`%s#%s`".formatted(head.group(2), head.group(3));
            undone.add(test);
            if (!testsOfRow.getOrDefault(head.group(1), "").contains(test)) {
                wrong.add(patch.getKey() + ": row " + head.group(1) + " does not name " + test);
            }
            wrong.addAll(absentLines(patch.getKey(), patch.getValue()));
        }
        for (String[] row : rows) {
            if (!row[3].contains("refuted") && undone.stream().noneMatch(row[4]::contains)) {
                wrong.add("row " + row[1].trim() + ": no patch undoes the mend of \"" + row[2].trim() + '"');
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What a patch expects and the file that it changes does not have, in one piece. */
    private static List<String> absentLines(String name, String patch) throws IOException {
        List<String> absent = new ArrayList<>();
        String file = "";
        for (String part : patch.substring(patch.indexOf("\n--- ")).split("\n(?=--- |@@ )", -1)) {
            if (part.startsWith("--- a/")) {
                file = Files.readString(REPOSITORY.resolve(
                        part.lines().findFirst().orElseThrow().substring("--- a/".length())));
            } else if (part.startsWith("@@ ")) {
                String expected = part.lines()
                        .skip(1)
                        .filter(line -> !line.startsWith("+"))
                        .map(line -> line.isEmpty() ? line : line.substring(1))
                        .collect(Collectors.joining("\n"));
                if (!file.contains(expected)) {
                    absent.add(name + ": does not apply: "
                            + part.lines().findFirst().orElseThrow());
                }
            }
        }
        return absent;
    }

    private static Map<String, String> patches() throws IOException {
        Map<String, String> patches = new TreeMap<>();
        try (Stream<Path> files = Files.list(REPOSITORY.resolve("undone-mends"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".patch")).toList()) {
                patches.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return patches;
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(REPOSITORY.resolve("docs/promise.md")).stream()
                .filter(line -> line.startsWith("| ") && Character.isDigit(line.charAt(2)))
                .map(line -> line.split("\\|", -1))
                .toList();
    }
}
