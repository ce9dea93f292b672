package dev.gapless.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests of all modules, by class and method, and the names of all types outside tests. */
record RepositoryTests(Map<String, String> sources, Set<String> types) {

    /** A test that a document names, as {@code `SomethingTest#method`}. */
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

    static RepositoryTests read() throws IOException {
        Map<String, String> tests = new HashMap<>();
        Map<String, String> types = new HashMap<>();
        for (Path module : RepositoryModules.folders()) {
            add(module.resolve("src/test/java"), tests);
            add(module.resolve("src/main/java"), types);
        }
        return new RepositoryTests(tests, Set.copyOf(types.keySet()));
    }

    private static void add(Path root, Map<String, String> sources) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
    }

    static List<MatchResult> namedIn(String text) {
        return NAMED.matcher(text).results().toList();
    }

    /** The tests that the text names and that are not there. */
    Set<String> absentOf(String text) {
        return namedIn(text).stream()
                .filter(test -> !has(test.group(1), test.group(2)))
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private boolean has(String type, String method) {
        String source = sources.getOrDefault(type, "");
        return source.contains(" " + method + "(") || source.contains(" " + method + " =");
    }
}
