package dev.gapless.sandbox.world;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One version of one item; the unit of truth.
 *
 * @param seq 1, 2, 3 … over the whole world
 * @param revision 1, 2, 3 … of the item; its delete is a revision too
 * @param created position of the item's first version
 * @param position µs since the epoch; never lower than that of an earlier version of the account, but for an item that
 *     was ordered with an age
 * @param emittedAt µs since the epoch, by the sandbox's clock, when this version was really made; for the past that is
 *     the first start
 * @param item as both paths show it
 */
public record ItemVersion(
        long seq,
        String account,
        String stream,
        String id,
        long revision,
        VersionOperation operation,
        long created,
        long position,
        long emittedAt,
        SandboxItem item) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** One line of JSON, without its end. */
    public String toLine() {
        ObjectNode node = JSON.createObjectNode()
                .put("seq", seq)
                .put("account", account)
                .put("stream", stream)
                .put("id", id)
                .put("version", revision)
                .put("op", operation.wire())
                .put("created", created)
                .put("position", position)
                .put("emittedAt", emittedAt);
        node.putRawValue("item", item.raw());
        return JSON.writeValueAsString(node);
    }

    public static ItemVersion fromJson(JsonNode node) {
        return new ItemVersion(
                node.get("seq").asLong(),
                node.get("account").asString(),
                node.get("stream").asString(),
                node.get("id").asString(),
                node.get("version").asLong(),
                VersionOperation.ofWire(node.get("op").asString()),
                node.get("created").asLong(),
                node.get("position").asLong(),
                node.get("emittedAt").asLong(),
                new SandboxItem(node.get("item")));
    }
}
