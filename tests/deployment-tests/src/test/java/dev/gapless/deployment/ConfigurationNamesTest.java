package dev.gapless.deployment;

import static dev.gapless.deployment.ProjectFiles.at;
import static dev.gapless.deployment.ProjectFiles.has;
import static dev.gapless.deployment.ProjectFiles.list;
import static dev.gapless.deployment.ProjectFiles.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.deployment.ProjectFiles.Document;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A variable that is misspelt is ignored without a word; so each must be the name of a property that a service reads.
 */
class ConfigurationNamesTest {

    /** Settings that Boot reads before any class is bound to them. */
    private static final Set<String> EARLY = Set.of("spring.config.import");

    private static final Set<String> PROPERTIES = new HashSet<>(EARLY);
    private static final Set<String> MAPS = new HashSet<>();
    private static final Pattern DOCUMENTED =
            Pattern.compile("`((?:gapless|spring|management|server)\\.[a-z0-9.*-]+)`");

    @BeforeAll
    static void read() throws IOException {
        for (URL metadata : Collections.list(ConfigurationNamesTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream in = metadata.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(in).get("properties")) {
                    String name = property.get("name").asString();
                    PROPERTIES.add(name);
                    if (property.path("type").asString("").startsWith("java.util.Map")) {
                        MAPS.add(name);
                    }
                }
            }
        }
        assertThat(PROPERTIES).contains("gapless.topics.min-insync-replicas", "spring.kafka.bootstrap-servers");
    }

    @Test
    void every_variable_of_the_compose_file_is_read_by_somebody() {
        map(at(ProjectFiles.compose(), "services")).forEach((name, service) -> {
            if (has(service, "build") && has(service, "environment")) {
                assertThat(map(at(service, "environment")).keySet())
                        .as(name)
                        .allSatisfy(ConfigurationNamesTest::requireVariable);
            }
            if (has(service, "build") && has(service, "secrets")) {
                for (Object secret : list(at(service, "secrets"))) {
                    if (secret instanceof Map<?, ?>) {
                        assertThat(PROPERTIES)
                                .as(name)
                                .contains(at(secret, "target").toString());
                    }
                }
            }
        });
    }

    @Test
    void every_variable_and_file_of_the_manifests_is_read_by_somebody() {
        int variables = 0;
        for (Document document : ProjectFiles.manifests()) {
            if (document.kind().equals("ConfigMap")) {
                Set<String> names = map(at(document.content(), "data")).keySet();
                assertThat(names).as(document.toString()).allSatisfy(ConfigurationNamesTest::requireVariable);
                variables += names.size();
            }
            if (has(document.content(), "spec", "template", "spec", "containers")) {
                variables += pod(document, at(document.content(), "spec", "template", "spec"));
            }
        }
        assertThat(variables).isGreaterThan(30);
    }

    private static int pod(Document document, Object pod) {
        int variables = 0;
        for (Object container : list(at(pod, "containers"))) {
            if (at(container, "image").toString().startsWith("gapless/") && has(container, "env")) {
                for (Object variable : list(at(container, "env"))) {
                    requireVariable(at(variable, "name").toString());
                    variables++;
                }
            }
        }
        for (Object volume : has(pod, "volumes") ? list(at(pod, "volumes")) : List.of()) {
            if (has(volume, "projected")) {
                for (Object source : list(at(volume, "projected", "sources"))) {
                    for (Object item : list(at(source, "secret", "items"))) {
                        String file = at(item, "path").toString();
                        assertThat(file.startsWith("spring.") && !PROPERTIES.contains(file))
                                .as("%s: %s", document, file)
                                .isFalse();
                    }
                }
            }
        }
        return variables;
    }

    @Test
    void every_property_that_the_operators_are_told_of_is_there() throws IOException {
        Set<String> told = new TreeSet<>();
        for (String file : new String[] {"configuration.md", "install.md", "upgrade.md"}) {
            Matcher names = DOCUMENTED.matcher(Files.readString(
                    ProjectFiles.HOME.resolve("docs/operations").resolve(file)));
            while (names.find()) {
                told.add(names.group(1));
            }
        }
        assertThat(told)
                .hasSizeGreaterThan(25)
                .allSatisfy(name -> assertThat(known(name)).as(name).isTrue());
    }

    @Test
    void a_misspelt_one_is_found() {
        assertThat(variableKnown("GAPLESS_TOPICS_MIN_INSYNC_REPLICAS")).isFalse();
        assertThat(variableKnown("SPRING_KAFKA_SECURITY_PROTOCOLL")).isFalse();
        assertThat(variableKnown("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM")).isTrue();
        assertThat(known("gapless.instanz")).isFalse();
    }

    private static void requireVariable(String name) {
        assertThat(variableKnown(name)).as(name).isTrue();
    }

    private static boolean known(String name) {
        return PROPERTIES.contains(name)
                || (name.endsWith(".*")
                        && PROPERTIES.stream().anyMatch(each -> each.startsWith(name.substring(0, name.length() - 1))))
                || MAPS.stream().anyMatch(map -> name.startsWith(map + "."));
    }

    /** Dots become underscores and hyphens vanish, as Boot's documentation has it. */
    private static boolean variableKnown(String variable) {
        return PROPERTIES.stream().anyMatch(name -> variable(name).equals(variable))
                || MAPS.stream().anyMatch(map -> variable.startsWith(variable(map) + "_"));
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace("-", "");
    }
}
