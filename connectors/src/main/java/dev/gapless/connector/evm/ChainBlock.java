package dev.gapless.connector.evm;

import dev.gapless.common.message.Anchor;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A block's place in its chain.
 *
 * @param bloom of its logs; null where the node tells none
 */
record ChainBlock(
        long number,
        String hash,
        String parentHash,
        @Nullable LogBloom bloom) {

    /** @return null when it is no block: for a number past the head, a node says {@code null} */
    static @Nullable ChainBlock of(@Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            return null;
        }
        Long number = JsonRpc.quantity(node, "number");
        String hash = JsonRpc.text(node, "hash");
        String parent = JsonRpc.text(node, "parentHash");
        return number == null || hash == null || parent == null
                ? null
                : new ChainBlock(number, hash, parent, LogBloom.parse(JsonRpc.text(node, "logsBloom")));
    }

    Anchor anchor() {
        return new Anchor(number, hash);
    }
}
