package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that links and paths in the documents lead somewhere. Addresses of the web are not asked. */
class DocumentLinksTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?s)```.*?```");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern PATH = Pattern.compile("`([\\w.-]+(?:/[\\w.-]+)+/?)`");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:IT|Test))`");
    private static final Pattern PARTICIPANT = Pattern.compile("(?m)^ +participant (\\w+)$");
    private static final Pattern STATUS =
            Pattern.compile("(?m)^\\*\\*Status:\\*\\* (?:accepted|replaced by \\[.*), \\d{4}-\\d{2}-\\d{2}\\.");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    @Test
    void every_link_and_path_in_the_documents_resolves() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents = documents();
        for (Path document : documents) {
            String text = CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
            for (MatchResult link : LINK.matcher(text).results().toList()) {
                if (!resolves(document, link.group(1))) {
                    broken.add(document + ": " + link.group(1));
                }
            }
            for (MatchResult path : PATH.matcher(text).results().toList()) {
                if (isOfRepository(path.group(1)) && !exists(document, path.group(1))) {
                    broken.add(document + ": " + path.group(1));
                }
            }
        }
        assertThat(documents).hasSizeGreaterThan(20);
        assertThat(broken).isEmpty();
    }

    @Test
    void every_document_is_reached_by_links_from_the_readme() throws IOException {
        Set<Path> reached = reachedFrom(REPOSITORY.resolve("README.md"));

        assertThat(documents().stream().filter(document -> !reached.contains(document)))
                .isEmpty();
    }

    @Test
    void a_document_that_no_other_links_to_is_not_reached(@TempDir Path directory) throws IOException {
        Path readme = Files.writeString(directory.resolve("README.md"), "[one](one.md#part) [web](https://x.example)");
        Path one = Files.writeString(directory.resolve("one.md"), "[back](README.md)");
        Files.writeString(directory.resolve("two.md"), "[one](one.md)");

        assertThat(reachedFrom(readme)).containsExactlyInAnyOrder(readme, one);
    }

    @Test
    void each_decision_has_a_status_and_a_date() throws IOException {
        List<String> without = new ArrayList<>();
        try (Stream<Path> decisions = Files.list(REPOSITORY.resolve("docs").resolve("decisions"))) {
            for (Path decision : decisions.toList()) {
                if (!STATUS.matcher(Files.readString(decision)).find()) {
                    without.add(decision.getFileName().toString());
                }
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void the_flows_name_types_that_are_there() throws IOException {
        Set<String> types = new HashSet<>();
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            files.map(Path::toString)
                    .filter(file -> file.contains("/src/main/java/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                    .forEach(types::add);
        }
        String architecture = Files.readString(REPOSITORY.resolve("docs").resolve("architecture.md"));
        List<String> named = PARTICIPANT
                .matcher(architecture)
                .results()
                .map(participant -> participant.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(types).containsAll(named);
    }

    @Test
    void the_tests_that_documents_name_are_there() throws IOException {
        Set<String> tests = new HashSet<>();
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            files.map(Path::toString)
                    .filter(file -> file.contains("/src/test/java/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - ".java".length()))
                    .forEach(tests::add);
        }
        List<String> unknown = new ArrayList<>();
        for (Path document : documents()) {
            TEST.matcher(Files.readString(document))
                    .results()
                    .filter(test -> !tests.contains(test.group(1)))
                    .forEach(test -> unknown.add(document + ": " + test.group(1)));
        }
        assertThat(unknown).isEmpty();
    }

    /** Documents that links lead to from one, with that one. */
    private static Set<Path> reachedFrom(Path first) throws IOException {
        Set<Path> reached = new HashSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(first.normalize()));
        while (!next.isEmpty()) {
            Path document = next.remove();
            if (!reached.add(document)) {
                continue;
            }
            for (MatchResult link :
                    LINK.matcher(Files.readString(document)).results().toList()) {
                Path target = document.resolveSibling(link.group(1).replaceFirst("#.*", ""))
                        .normalize();
                if (target.toString().endsWith(".md") && Files.exists(target)) {
                    next.add(target);
                }
            }
        }
        return reached;
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path directory : List.of(
                REPOSITORY, REPOSITORY.resolve("docs"), REPOSITORY.resolve("clients"), REPOSITORY.resolve("tests"))) {
            try (Stream<Path> files = Files.walk(directory, 2)) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .map(Path::normalize)
                        .filter(file -> !documents.contains(file))
                        .forEach(documents::add);
            }
        }
        return documents;
    }

    private static boolean resolves(Path document, String link) throws IOException {
        if (link.startsWith("http:") || link.startsWith("https:") || link.startsWith("mailto:")) {
            return true;
        }
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? document : document.resolveSibling(path);
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0
                || !target.toString().endsWith(".md")
                || headings(target).contains(link.substring(hash + 1));
    }

    /** The names that headings have in links. */
    private static Set<String> headings(Path document) throws IOException {
        Set<String> names = new HashSet<>();
        HEADING.matcher(Files.readString(document))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", ""))
                .forEach(heading -> names.add(heading.strip().replace(' ', '-')));
        return names;
    }

    private static boolean isOfRepository(String path) {
        String first = path.substring(0, path.indexOf('/'));
        return "src".equals(first) || Files.exists(REPOSITORY.resolve(first));
    }

    /** A build makes what lies under {@code target}. */
    private static boolean exists(Path document, String path) {
        return path.startsWith("target/")
                || path.contains("/target/")
                || path.endsWith("/target")
                || Files.exists(REPOSITORY.resolve(path))
                || Files.exists(document.resolveSibling(path));
    }
}
