package dev.gapless.sandbox.socket;

import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the live socket says beside events. */
final class SocketReplies {

    private static final JsonMapper JSON = JsonMapper.shared();

    private SocketReplies() {}

    static String subscribed(Set<String> streams, long serverTime) {
        ObjectNode reply = JSON.createObjectNode().put("type", "subscribed");
        streams.forEach(reply.putArray("streams")::add);
        return reply.put("server_time", serverTime).toString();
    }

    static String pong(JsonNode timestamp, long serverTime) {
        ObjectNode reply = JSON.createObjectNode().put("type", "pong");
        reply.set("timestamp", timestamp);
        return reply.put("server_time", serverTime).toString();
    }

    static String error(String code, String message) {
        return JSON.createObjectNode()
                .put("type", "error")
                .put("code", code)
                .put("message", message)
                .toString();
    }
}
