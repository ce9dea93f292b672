package dev.gapless.standalone.cli;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What is held of a source, stream by stream, those that are followed and hold nothing included. */
final class CoverageOverview {

    private static final JsonMapper JSON = JsonMapper.shared();

    private CoverageOverview() {}

    /**
     * Adds a row for each followed stream of which nothing is held.
     *
     * @param held rows of the checkpoint service
     * @param accounts followed accounts, as the scheduler tells them
     * @param streams of an account that names none
     */
    static ArrayNode of(String source, JsonNode held, JsonNode accounts, Collection<String> streams) {
        ArrayNode rows = JSON.createArrayNode();
        Set<String> shown = new HashSet<>();
        for (JsonNode row : held) {
            shown.add(row.path("stream").asString());
            rows.add(row);
        }
        for (JsonNode account : accounts) {
            JsonNode named = account.path("streams");
            Collection<String> followed = named.isArray()
                    ? named.valueStream().map(JsonNode::asString).toList()
                    : streams;
            for (String stream : followed) {
                String key = source + "/" + account.path("account").asString() + "/" + stream;
                if (shown.add(key)) {
                    rows.addObject()
                            .put("stream", key)
                            .put("windows", 0)
                            .putNull("latest")
                            .putNull("claimed")
                            .put("positions", 0);
                }
            }
        }
        return rows;
    }
}
