package dev.gapless.connector.evm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares the logs that a node lists of some blocks with what the blocks say themselves.
 *
 * <ol>
 *   <li>A block whose filter excludes the address has no log of it.
 *   <li>Of each other block the receipts of all transactions are asked for. A filter may name an address without a log.
 *   <li>The receipts' logs of the address are those that were listed, or the listing is refuted.
 * </ol>
 */
final class HeaderCheck {

    private static final int FIRST_ID = 100_000;

    /** How the reasons of refuted listings begin. */
    static final String LEFT_OUT = "the listing leaves out logs: ";

    private final String address;
    private final Map<Long, Set<String>> listed;
    private final Deque<BlockHeader> open = new ArrayDeque<>();
    private @Nullable String contradiction;

    /**
     * @param headers of all blocks that were asked for, upwards
     * @param listed ids of the logs that were listed, by their block
     */
    HeaderCheck(String address, List<BlockHeader> headers, Map<Long, Set<String>> listed) {
        this.address = address;
        this.listed = listed;
        byte[] contract = bytes(address);
        for (BlockHeader header : headers) {
            long number = header.block().number();
            if (header.bloom().mayHold(contract)) {
                open.addLast(header);
            } else if (listed.containsKey(number)) {
                contradiction =
                        "block %d has no log of the contract by its filter, and some were listed".formatted(number);
            }
        }
    }

    /** @param address 0x and hexadecimal digits */
    static byte[] bytes(String address) {
        return HexFormat.of().parseHex(address, 2, address.length());
    }

    /** Why the listing is wrong; null while nothing says so. */
    @Nullable
    String contradiction() {
        return contradiction;
    }

    boolean done() {
        return open.isEmpty();
    }

    /** @return how many blocks' receipts are not compared yet */
    int left() {
        return open.size();
    }

    /** @return how many blocks a call asks for that may ask for so many */
    int asked(int most) {
        return Math.min(most, left());
    }

    /** The call for the receipts of the next blocks, so many at most. */
    ArrayNode call(int most) {
        ArrayNode batch = JsonRpc.JSON.createArrayNode();
        int id = FIRST_ID;
        for (BlockHeader header : next(most)) {
            ObjectNode call = JsonRpc.call(id++, "eth_getBlockReceipts");
            JsonRpc.params(call).add(header.block().hash());
            batch.add(call);
        }
        return batch;
    }

    private List<BlockHeader> next(int most) {
        return open.stream().limit(most).toList();
    }

    /**
     * Takes the answers to {@link #call}, called with the same number.
     *
     * @return null when they agree with the listing, or contradict it
     */
    @Nullable
    String take(JsonNode answers, int most) {
        Map<Integer, JsonNode> byId = new HashMap<>();
        answers.values().forEach(answer -> byId.put(answer.path("id").asInt(0), answer));
        int id = FIRST_ID;
        for (BlockHeader header : next(most)) {
            JsonNode answer = byId.get(id++);
            JsonNode receipts = answer == null ? null : answer.get("result");
            if (receipts == null || !receipts.isArray()) {
                return "the node does not tell the receipts of block %d: %s"
                        .formatted(header.block().number(), LogWalk.errorOf(answer == null ? answers : answer));
            }
            contradiction = compared(
                    address,
                    header,
                    receipts,
                    listed.getOrDefault(header.block().number(), Set.of()));
            if (contradiction != null) {
                return null;
            }
            open.removeFirst();
        }
        return null;
    }

    /**
     * A node that has not indexed a block may tell fewer receipts than the block has transactions.
     *
     * @param listed ids of the logs that were listed of the block
     * @return why the listing is wrong; null when it is what the receipts hold
     */
    static @Nullable String compared(String address, BlockHeader header, JsonNode receipts, Set<String> listed) {
        long number = header.block().number();
        if (receipts.size() != header.transactions()) {
            return "block %d has %d transactions, and the node tells %d receipts"
                    .formatted(number, header.transactions(), receipts.size());
        }
        Set<String> held = new TreeSet<>();
        for (JsonNode receipt : receipts) {
            for (JsonNode log : receipt.path("logs")) {
                String id = LogReader.idOf(log);
                String of = JsonRpc.text(log, "address");
                if (id != null && of != null && address.equals(of.toLowerCase(Locale.ROOT))) {
                    held.add(id);
                }
            }
        }
        return held.equals(listed)
                ? null
                : "block %d has %d logs of the contract by its receipts, and %d were listed"
                        .formatted(number, held.size(), listed.size());
    }
}
