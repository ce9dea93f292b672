package dev.gapless.connector.evm;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a block's header says of its logs.
 *
 * @param transactions how many the block has; each has a receipt
 */
record BlockHeader(ChainBlock block, LogBloom bloom, int transactions) {

    /** @return null when it is no block, or one without a filter or a list of transactions */
    static @Nullable BlockHeader of(@Nullable JsonNode node) {
        ChainBlock block = ChainBlock.of(node);
        if (node == null || block == null) {
            return null;
        }
        LogBloom bloom = block.bloom();
        JsonNode transactions = node.path("transactions");
        return bloom == null || !transactions.isArray() ? null : new BlockHeader(block, bloom, transactions.size());
    }
}
