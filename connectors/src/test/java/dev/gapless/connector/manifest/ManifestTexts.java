package dev.gapless.connector.manifest;

import dev.gapless.connector.Connector;
import dev.gapless.connector.ManifestParser.Problem;
import dev.gapless.connector.ManifestParser.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Manifests for tests. */
public final class ManifestTexts {

    private static final Path SHIPPED = Path.of("../connectors/src/main/resources/connectors");

    private ManifestTexts() {}

    public static String sandbox() {
        return shipped("sandbox");
    }

    static String shipped(String name) {
        try {
            return Files.readString(SHIPPED.resolve(name + ".yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Connector connector(String yaml) {
        return switch (read(yaml)) {
            case Reading.Accepted(Connector connector) -> connector;
            case Reading.Refused(List<Problem> problems) -> throw new AssertionError(problems.toString());
        };
    }

    static List<Problem> problems(String yaml) {
        return switch (read(yaml)) {
            case Reading.Accepted(Connector connector) -> List.of();
            case Reading.Refused(List<Problem> problems) -> problems;
        };
    }

    static JsonNode tree(String yaml) {
        return JsonMapper.shared().valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    }

    private static Reading read(String yaml) {
        return ManifestReader.read(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
