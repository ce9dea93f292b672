package dev.gapless.connector.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ManifestParser.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ManifestSchemaTest {

    private static final JsonNode SCHEMA = JsonMapper.shared().readTree(ManifestSchema.json());

    @Test
    void the_published_schema_is_the_parsers() throws IOException {
        assertThat(Files.readString(Path.of("..", "docs", "connector-manifest.schema.json")))
                .as("write it anew: ./gapless connector schema > docs/connector-manifest.schema.json")
                .isEqualTo(ManifestSchema.json());
    }

    @Test
    void every_key_of_a_manifest_that_the_parser_takes_is_in_the_schema() {
        List<String> unknown = new ArrayList<>();
        compare(ManifestTexts.tree(ManifestTexts.sandbox()), SCHEMA.at("/$defs/rest"), "", unknown);

        assertThat(unknown).isEmpty();
    }

    /** A key that the schema names, and the parser does not, would be refused by the parser as unknown. */
    @Test
    void the_parser_knows_every_key_of_the_schema() {
        StringBuilder yaml = new StringBuilder("type: rest\n");
        SCHEMA.at("/$defs/rest/properties").propertyNames().forEach(key -> {
            if (!key.equals("type")) {
                yaml.append(key).append(": {nonsense: 1}\n");
            }
        });

        assertThat(ManifestTexts.problems(yaml.toString()))
                .filteredOn(problem -> problem.rule().equals("unknown key"))
                .extracting(Problem::path)
                .allMatch(path -> path.endsWith(".nonsense"));
    }

    @Test
    void what_is_required_stays_so() {
        assertThat(SCHEMA.at("/$defs/rest/required").valueStream().map(JsonNode::stringValue))
                .contains("type", "source", "streams");
        assertThat(SCHEMA.at("/$defs/rest/properties/http/required").toString()).isEqualTo("[\"base-url\",\"rate\"]");
        assertThat(SCHEMA.at("/$defs/rest/properties/http/additionalProperties").booleanValue())
                .isFalse();
        assertThat(SCHEMA.at("/$defs/rest/properties/streams/additionalProperties/properties/kind/enum")
                        .toString())
                .isEqualTo("[\"event\",\"snapshot\"]");
    }

    private static void compare(JsonNode value, JsonNode schema, String path, List<String> unknown) {
        if (!value.isObject()) {
            return;
        }
        value.propertyStream().forEach(member -> {
            JsonNode known = schema.path("properties").path(member.getKey());
            JsonNode below = known.isMissingNode() ? schema.path("additionalProperties") : known;
            String at = path + "/" + member.getKey();
            if (!below.isObject()) {
                unknown.add(at);
            } else {
                compare(member.getValue(), below, at, unknown);
            }
        });
    }
}
