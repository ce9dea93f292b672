package dev.gapless.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares {@code docs/properties.md} and the names in all documents with the properties that the code reads. */
class PropertiesPageTest {

    private static final Path PAGE = ProjectFiles.HOME.resolve("docs/properties.md");
    private static final Path WRITTEN = Path.of("target", "properties.md");
    private static final String HEAD = """
            # Properties

            <!-- Written from the configuration metadata; PropertiesPageTest compares it with the code. -->

            All settings of the services, with their defaults. [Configuration](operations/configuration.md) says how they are set, and which of them a deployment needs.

            | property | default | meaning |
            |---|---|---|
            """;
    private static final Pattern READ_BY_NAME = Pattern.compile("\\$\\{(gapless\\.[a-z0-9.-]+)");
    private static final Pattern DOCUMENTED = Pattern.compile("`(gapless\\.[a-z0-9.-]*[a-z0-9])`");

    /** File names, and the protocol of the live service. */
    private static final Pattern NO_PROPERTY =
            Pattern.compile("gapless\\.(?:v1\\.(?:json|msgpack)|captured-(?:live|backfill).*)");

    private static final Pattern OF_ONE_SERVICE =
            Pattern.compile("gapless\\.(?:scheduler|miner|capture|processor|checkpoint|live)\\..+");
    private static final Pattern OF_A_FEATURE = Pattern.compile("gapless\\.[a-z]+\\.[a-z0-9-]+\\..+");

    private static final TreeMap<String, JsonNode> PROPERTIES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (URL metadata : Collections.list(PropertiesPageTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                    if (property.get("name").asString().startsWith("gapless.")) {
                        PROPERTIES.put(property.get("name").asString(), property);
                    }
                }
            }
        }
        assertThat(PROPERTIES).hasSizeGreaterThan(150);
    }

    @Test
    void the_page_has_every_property_of_the_code_and_no_other() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        PROPERTIES.forEach((name, property) -> page.append(row(name, property)));
        Files.writeString(WRITTEN, page);

        assertThat(Files.readString(PAGE))
                .as("the page differs: copy tests/deployment-tests/target/properties.md to docs")
                .isEqualTo(page.toString());
    }

    @Test
    void every_property_says_what_it_means() {
        assertThat(PROPERTIES.values())
                .filteredOn(
                        property -> property.path("description").asString("").isBlank())
                .isEmpty();
    }

    @Test
    void every_property_of_one_service_names_its_feature() {
        assertThat(PROPERTIES.keySet())
                .filteredOn(name -> OF_ONE_SERVICE.matcher(name).matches())
                .hasSizeGreaterThan(100)
                .allMatch(name -> OF_A_FEATURE.matcher(name).matches());
    }

    @Test
    void every_property_that_code_reads_by_its_name_is_described() throws IOException {
        List<String> unknown = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ProjectFiles.HOME)) {
            for (Path file : files.filter(each -> each.toString().contains("/src/main/java/"))
                    .filter(each -> each.toString().endsWith(".java"))
                    .toList()) {
                unknown.addAll(names(READ_BY_NAME, Files.readString(file)).stream()
                        .filter(name -> !PROPERTIES.containsKey(name))
                        .toList());
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void every_name_in_the_documents_is_a_property_a_metric_or_a_topic() throws IOException {
        String others = Files.readString(ProjectFiles.HOME.resolve("docs/metrics.md"))
                + Files.readString(ProjectFiles.HOME.resolve("docs/topics.md"))
                + Files.readString(ProjectFiles.HOME.resolve("docs/architecture.md"));
        List<String> unknown = new ArrayList<>();
        int found = 0;
        try (Stream<Path> docs = Files.walk(ProjectFiles.HOME.resolve("docs"), 2);
                Stream<Path> modules = Files.walk(ProjectFiles.HOME, 2);
                Stream<Path> tests = Files.walk(ProjectFiles.HOME.resolve("tests"), 2)) {
            for (Path file : Stream.concat(Stream.concat(docs, modules), tests)
                    .distinct()
                    .filter(each -> each.toString().endsWith(".md"))
                    // the changes also name what is no more
                    .filter(each -> !each.endsWith("CHANGELOG.md"))
                    .toList()) {
                for (String name : names(DOCUMENTED, Files.readString(file))) {
                    found++;
                    if (!isProperty(name)
                            && !others.contains("`" + name)
                            && !NO_PROPERTY.matcher(name).matches()) {
                        unknown.add(file + ": " + name);
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(200);
        assertThat(unknown).isEmpty();
        assertThat(isProperty("gapless.topics.partition")).isFalse();
    }

    private static boolean isProperty(String name) {
        return PROPERTIES.containsKey(name)
                || PROPERTIES.keySet().stream().anyMatch(each -> each.startsWith(name + "."));
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult each) -> each.group(1))
                .toList();
    }

    private static String row(String name, JsonNode property) {
        JsonNode initial = property.path("defaultValue");
        String shown = initial.isMissingNode() || initial.asString("").isEmpty() ? "" : "`" + initial.asString() + "`";
        return "| `%s` | %s | %s |%n"
                .formatted(name, shown, text(property.path("description").asString("")));
    }

    /** Javadoc as Markdown. */
    private static String text(String description) {
        return description
                .replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("\\{@link(?:plain)? [^ }]+ ([^}]*)}?", "$1")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|");
    }
}
