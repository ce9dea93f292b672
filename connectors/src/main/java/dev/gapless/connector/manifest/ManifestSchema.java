package dev.gapless.connector.manifest;

import dev.gapless.connector.manifest.node.ManifestDocument;
import dev.gapless.connector.manifest.node.ManifestProblems;
import dev.gapless.connector.manifest.node.ManifestSection;
import dev.gapless.connector.manifest.node.SectionVocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schema of connector manifests as JSON Schema, draft 2020-12, for editors. It is made by letting the parser read
 * outlines and noting what it asks for. It says less than the parser: rules between two keys are the parser's alone.
 */
public final class ManifestSchema {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** Between them they take every branch of the parser. */
    private static final Map<String, List<String>> OUTLINES = Map.of(
            "rest",
            List.of(
                    rest("event", "cursor", "message"),
                    rest("event", "offset", "protocol"),
                    rest("event", "window", "message"),
                    rest("event", "link", "message"),
                    rest("event", "page", "message"),
                    rest("event", "last-item", "message"),
                    rest("event", "range", "message"),
                    rest("snapshot", "cursor", "message"),
                    "type: rest\nsocket: {unconfirmed: true, ping: {by: protocol}}\n"),
            "evm",
            List.of("type: evm"));

    private ManifestSchema() {}

    private static String rest(String kind, String paging, String ping) {
        return """
                type: rest
                socket: {ping: {by: %s}, events: {map: {event: {stream: stream}}}}
                streams: {stream: {kind: %s, listing: {paging: {by: %s}}}}
                """.formatted(ping, kind, paging);
    }

    /** As indented JSON. */
    public static String json() {
        Map<String, Object> types = new TreeMap<>();
        List<Object> choices = new ArrayList<>();
        OUTLINES.keySet().stream().sorted().forEach(type -> {
            types.put(type, schema(type));
            choices.add(new TreeMap<>(Map.of(
                    "if", Map.of("properties", Map.of("type", Map.of("const", type))),
                    "then", Map.of("$ref", "#/$defs/" + type))));
        });
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Connector manifest of Gapless");
        schema.put("type", "object");
        schema.put("properties", Map.of("type", Map.of("enum", List.copyOf(types.keySet()))));
        schema.put("required", List.of("type"));
        schema.put("allOf", choices);
        schema.put("$defs", types);
        return MAPPER.writeValueAsString(schema) + "\n";
    }

    private static Map<String, Object> schema(String type) {
        SectionVocabulary words = new SectionVocabulary();
        for (String outline : OUTLINES.getOrDefault(type, List.of())) {
            ManifestSection manifest =
                    ManifestDocument.open(outline.getBytes(StandardCharsets.UTF_8), new ManifestProblems(), words);
            if (manifest == null) {
                throw new IllegalStateException("an outline that is no YAML: " + outline);
            }
            // its mistakes are of no interest: the outline leaves out nearly everything
            var _ = ManifestReader.connector(manifest, "");
        }
        return words.schema();
    }
}
