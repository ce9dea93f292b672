package dev.gapless.deployment.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ContractComparisonTest {

    private static final String DOCUMENT = """
            {
              "paths": {
                "/v1/stops": {
                  "get": {"x-least-role": "viewer", "responses": {"200": {"content": {"application/json": {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/StopView"}}}}}},
                    "parameters": [{"name": "ended", "in": "query", "schema": {"type": "boolean"}}]},
                  "post": {"x-least-role": "operator", "responses": {"202": {"content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/StopView"}}}}},
                    "requestBody": {"required": true, "content": {"application/json": {
                      "schema": {"$ref": "#/components/schemas/StopRequest"}}}}}
                }
              },
              "components": {"schemas": {
                "StopView": {"type": "object", "required": ["id"],
                  "properties": {"id": {"type": "string"}, "until": {"type": ["string", "null"]}}},
                "StopRequest": {"type": "object", "required": ["scope"],
                  "properties": {"scope": {"type": "string", "enum": ["all", "source"]}, "level": {"type": "string"}}}
              }}
            }
            """;

    @Test
    void a_document_breaks_nothing_of_itself() {
        assertThat(changed("nothing", "nothing")).isEmpty();
    }

    @Test
    void what_is_added_breaks_nobody() {
        assertThat(changed("\"level\": {\"type\": \"string\"}", "\"level\": {\"type\": \"string\"}, \"hint\": {}"))
                .isEmpty();
        assertThat(changed("[{\"name\": \"ended\"", "[{\"name\": \"limit\", \"in\": \"query\"}, {\"name\": \"ended\""))
                .isEmpty();
        assertThat(changed("\"enum\": [\"all\", \"source\"]", "\"enum\": [\"all\", \"source\", \"account\"]"))
                .isEmpty();
        assertThat(changed("\"x-least-role\": \"operator\"", "\"x-least-role\": \"viewer\""))
                .isEmpty();
    }

    @Test
    void what_is_removed_breaks() {
        assertThat(changed("\"/v1/stops\"", "\"/v1/halts\"")).contains("GET /v1/stops: is gone");
        assertThat(changed("\"post\"", "\"put\"")).containsExactly("POST /v1/stops: is gone");
        assertThat(changed("\"name\": \"ended\"", "\"name\": \"over\""))
                .containsExactly("GET /v1/stops: the query parameter ended is gone");
        assertThat(changed("{\"id\": {\"type\": \"string\"}, ", "{"))
                .as("a schema that several share is told once")
                .containsExactly("GET /v1/stops answer[].id: is gone");
        assertThat(changed(", \"level\": {\"type\": \"string\"}", ""))
                .containsExactly("POST /v1/stops body.level: is gone");
        assertThat(changed("[\"all\", \"source\"]", "[\"all\"]"))
                .containsExactly("POST /v1/stops body.scope: takes no longer [source]");
        assertThat(changed("\"202\"", "\"201\"")).containsExactly("POST /v1/stops: answers no longer with 202");
    }

    @Test
    void what_is_demanded_anew_breaks() {
        assertThat(changed("\"required\": [\"scope\"]", "\"required\": [\"scope\", \"level\"]"))
                .containsExactly("POST /v1/stops body.level: is required now");
        assertThat(changed("\"in\": \"query\"", "\"in\": \"query\", \"required\": true"))
                .containsExactly("GET /v1/stops: the query parameter ended is required now");
        assertThat(changed("[{\"name\"", "[{\"name\": \"by\", \"in\": \"query\", \"required\": true}, {\"name\""))
                .containsExactly("GET /v1/stops: the query parameter by is new and required");
        assertThat(changed("\"x-least-role\": \"viewer\"", "\"x-least-role\": \"admin\""))
                .containsExactly("GET /v1/stops: wants the role admin, viewer was enough");
    }

    @Test
    void another_type_breaks() {
        assertThat(changed("\"level\": {\"type\": \"string\"}", "\"level\": {\"type\": \"integer\"}"))
                .containsExactly("POST /v1/stops body.level: is [integer], was [string]");
        assertThat(changed("{\"id\": {\"type\": \"string\"}", "{\"id\": {\"type\": [\"string\", \"null\"]}"))
                .containsExactly("GET /v1/stops answer[].id: may now be null");
    }

    private static Iterable<String> changed(String part, String by) {
        JsonNode before = JsonMapper.shared().readTree(DOCUMENT);
        if (!part.equals(by)) {
            assertThat(DOCUMENT).contains(part);
        }
        return ContractComparison.breaking(before, JsonMapper.shared().readTree(DOCUMENT.replace(part, by)));
    }
}
