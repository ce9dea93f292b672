package dev.gapless.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The YAML files of the project, read as their tools read them: version 1.1, merge keys, no key twice. */
final class ProjectFiles {

    static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();
    static final Path MANIFESTS = HOME.resolve("k8s");

    /** What kustomize merges into a document of the same kind and name, and is no document by itself. */
    private static final List<String> PATCHES = List.of(
            "components/strimzi/configuration.yaml",
            "components/cloudnative-pg/configuration.yaml",
            "components/tls/configuration.yaml",
            "components/tracing/configuration.yaml",
            "overlays/dev/configuration.yaml");

    private ProjectFiles() {}

    /** One document of a file. */
    record Document(String origin, Map<String, Object> content) {

        String kind() {
            return text("kind");
        }

        String name() {
            return String.valueOf(at(content, "metadata", "name"));
        }

        String text(String key) {
            return String.valueOf(content.get(key));
        }

        @Override
        public String toString() {
            return origin + ": " + kind() + " " + name();
        }
    }

    static Map<String, Object> compose() {
        return read(HOME.resolve("docker-compose.yml")).getFirst().content();
    }

    /** All manifests as they are written, patches too. */
    static List<Document> manifests() {
        try (Stream<Path> files = Files.walk(MANIFESTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isPatch(Document document) {
        return PATCHES.contains(document.origin());
    }

    static List<Document> read(Path file) {
        try {
            return parse(MANIFESTS.relativize(file).toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Document> parse(String origin, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Document> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(text)) {
            documents.add(new Document(origin, map(document)));
        }
        return documents;
    }

    /** @throws NullPointerException naming the key that is absent */
    static Object at(Object node, Object... path) {
        Object found = node;
        for (Object step : path) {
            Object next = step instanceof Integer index
                    ? list(found).get(index)
                    : map(found).get(step);
            found = Objects.requireNonNull(next, () -> step + " is absent");
        }
        return found;
    }

    static boolean has(Object node, Object... path) {
        Object found = node;
        for (Object step : path) {
            if (!(found instanceof Map<?, ?> map) || !map.containsKey(step)) {
                return false;
            }
            found = map.get(step);
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object node) {
        return (Map<String, Object>) node;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object node) {
        return (List<Object>) node;
    }
}
