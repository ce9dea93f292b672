package dev.gapless.observability;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** A source file of this module, read as records. A name that the record does not have is refused. */
final class YamlResource {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private YamlResource() {}

    /** @param name of the file beside the others in {@code observability/} */
    static <T> T read(String name, Class<T> type) {
        return read(name, type, text -> text);
    }

    /** @param edit of the text before it is read */
    static <T> T read(String name, Class<T> type, UnaryOperator<String> edit) {
        try (InputStream in =
                Objects.requireNonNull(YamlResource.class.getResourceAsStream("/observability/" + name), name)) {
            Object tree = new Load(LoadSettings.builder().setLabel(name).build())
                    .loadFromString(edit.apply(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            return JSON.convertValue(tree, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
