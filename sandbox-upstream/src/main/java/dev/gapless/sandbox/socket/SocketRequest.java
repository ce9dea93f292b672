package dev.gapless.sandbox.socket;

import dev.gapless.sandbox.world.SandboxStreamKinds;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/** What a client says on a live connection. */
sealed interface SocketRequest {

    record Subscribe(Set<String> streams) implements SocketRequest {}

    /** @param timestamp given back as it came; a JSON null when there was none */
    record Ping(JsonNode timestamp) implements SocketRequest {}

    /** Not understood. */
    record Refused(String code, String message) implements SocketRequest {}

    static SocketRequest read(String text) {
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

    private static SocketRequest subscription(JsonNode streams) {
        Set<String> wanted = new LinkedHashSet<>();
        streams.forEach(stream -> wanted.add(stream.asString("")));
        return wanted.isEmpty() || !SandboxStreamKinds.ALL.containsAll(wanted)
                ? new Refused("bad_streams", "streams: expected some of " + SandboxStreamKinds.ALL)
                : new Subscribe(wanted);
    }
}
