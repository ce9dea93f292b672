package dev.gapless.connector.evm;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON-RPC 2.0 as nodes speak it: quantities are hexadecimal text. */
final class JsonRpc {

    static final JsonMapper JSON = JsonMapper.shared();

    private JsonRpc() {}

    static ObjectNode call(int id, String method) {
        ObjectNode call = JSON.createObjectNode();
        call.put("jsonrpc", "2.0").put("id", id).put("method", method);
        call.putArray("params");
        return call;
    }

    static ArrayNode params(ObjectNode call) {
        return (ArrayNode) call.get("params");
    }

    static ObjectNode blockByNumber(int id, String number) {
        ObjectNode call = call(id, "eth_getBlockByNumber");
        params(call).add(number).add(false);
        return call;
    }

    static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String quantity(long value) {
        return "0x" + Long.toHexString(value);
    }

    /** @return null when the member is absent or no such quantity */
    static @Nullable Long quantity(JsonNode node, String member) {
        String text = text(node, member);
        if (text == null || !text.startsWith("0x")) {
            return null;
        }
        try {
            return Long.parseUnsignedLong(text, 2, text.length(), 16);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** @return null when the member is absent or no text */
    static @Nullable String text(JsonNode node, String member) {
        JsonNode value = node.get(member);
        return value != null && value.isString() ? value.asString() : null;
    }
}
