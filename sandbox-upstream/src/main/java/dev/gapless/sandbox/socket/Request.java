package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.world.Streams;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/** What a client says on a live connection. */
sealed interface Request {

    record Subscribe(Set<String> streams) implements Request {}

    /** @param timestamp given back as it came; a JSON null when there was none */
    record Ping(JsonNode timestamp) implements Request {}

    /** Not understood. */
    record Refused(String code, String message) implements Request {}

    static Request read(String text) {
        try {
            JsonNode message = JsonMapper.shared().readTree(text);
            return switch (message.path("action").asString("")) {
                case "subscribe" -> subscription(message.path("streams"));
                case "ping" -> {
                    JsonNode timestamp = message.path("timestamp");
                    yield new Ping(timestamp.isMissingNode() ? NullNode.getInstance() : timestamp);
                }
                default -> new Refused("unknown_action", "action: expected subscribe or ping");
            };
        } catch (JacksonException e) {
            return new Refused("not_json", "a message is a JSON object");
        }
    }

    private static Request subscription(JsonNode streams) {
        Set<String> wanted = new LinkedHashSet<>();
        streams.forEach(stream -> wanted.add(stream.asString("")));
        return wanted.isEmpty() || !Streams.ALL.containsAll(wanted)
                ? new Refused("bad_streams", "streams: expected some of " + Streams.ALL)
                : new Subscribe(wanted);
    }
}
