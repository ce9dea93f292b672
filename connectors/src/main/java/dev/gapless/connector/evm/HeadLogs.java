package dev.gapless.connector.evm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks for the logs of heads by their hash. Where the manifest asks for evidence by receipts, a head's filter and
 * receipts have to agree with its logs before they are told. A node may index its newest block a little later than it
 * announces it, so a head is asked for again at the next heartbeats.
 */
final class HeadLogs {

    /** So often the logs of one head are asked for. */
    private static final int TRIES = 4;

    /** The logs of a head are not to be had. */
    interface Refusal {
        /** @param atOnce true when the next connection may begin without a pause */
        void refused(String reason, boolean atOnce);
    }

    /** Sends a question; what follows its answer is dropped where the session has abandoned it. */
    interface Questioner {
        void ask(ObjectNode call, Consumer<JsonNode> reaction);
    }

    private record Turn(ChainBlock head, int tries, Consumer<JsonNode> told) {}

    private final String address;
    private final boolean byReceipts;
    private final IntSupplier ids;
    private final Questioner questioner;
    private final Refusal refusal;
    private final List<Turn> late = new ArrayList<>();

    HeadLogs(String address, boolean byReceipts, IntSupplier ids, Questioner questioner, Refusal refusal) {
        this.address = address;
        this.byReceipts = byReceipts;
        this.ids = ids;
        this.questioner = questioner;
        this.refusal = refusal;
    }

    void ask(ChainBlock head, Consumer<JsonNode> told) {
        ask(new Turn(head, 1, told));
    }

    /** A heartbeat has passed. */
    void tick() {
        List<Turn> due = List.copyOf(late);
        late.clear();
        due.forEach(this::ask);
    }

    void forget() {
        late.clear();
    }

    private void ask(Turn turn) {
        ObjectNode call = JsonRpc.call(ids.getAsInt(), "eth_getLogs");
        JsonRpc.params(call).addObject().put("blockHash", turn.head().hash()).put("address", address);
        questioner.ask(call, answer -> {
            JsonNode logs = answer.path("result");
            if (!logs.isArray()) {
                refusal.refused("the node does not tell the logs of its head: " + LogWalk.errorOf(answer), true);
            } else if (byReceipts) {
                attest(turn, logs);
            } else {
                turn.told().accept(logs);
            }
        });
    }

    private void attest(Turn turn, JsonNode logs) {
        LogBloom bloom = turn.head().bloom();
        if (bloom != null && !bloom.mayHold(HeaderCheck.bytes(address))) {
            excluded(turn, logs);
            return;
        }
        ObjectNode call = JsonRpc.call(ids.getAsInt(), "eth_getBlockByHash");
        JsonRpc.params(call).add(turn.head().hash()).add(false);
        questioner.ask(call, answer -> {
            BlockHeader header = BlockHeader.of(answer.get("result"));
            if (header == null || !header.block().hash().equals(turn.head().hash())) {
                settled(
                        turn,
                        logs,
                        "the node does not tell the filter and the transactions of block %d: %s"
                                .formatted(turn.head().number(), LogWalk.errorOf(answer)));
            } else if (header.bloom().mayHold(HeaderCheck.bytes(address))) {
                compare(turn, logs, header);
            } else {
                excluded(turn, logs);
            }
        });
    }

    private void excluded(Turn turn, JsonNode logs) {
        settled(
                turn,
                logs,
                logs.isEmpty()
                        ? null
                        : "the filter of block %d excludes the contract, and %d were listed"
                                .formatted(turn.head().number(), logs.size()));
    }

    private void compare(Turn turn, JsonNode logs, BlockHeader header) {
        ObjectNode call = JsonRpc.call(ids.getAsInt(), "eth_getBlockReceipts");
        JsonRpc.params(call).add(turn.head().hash());
        questioner.ask(call, answer -> {
            JsonNode receipts = answer.path("result");
            Set<String> listed = logs.values().stream()
                    .map(log -> String.valueOf(LogReader.idOf(log)))
                    .collect(Collectors.toSet());
            settled(
                    turn,
                    logs,
                    receipts.isArray()
                            ? HeaderCheck.compared(address, header, receipts, listed)
                            : "the node does not tell the receipts of block %d: %s"
                                    .formatted(turn.head().number(), LogWalk.errorOf(answer)));
        });
    }

    private void settled(Turn turn, JsonNode logs, @Nullable String contradiction) {
        if (contradiction == null) {
            turn.told().accept(logs);
        } else if (turn.tries() < TRIES) {
            late.add(new Turn(turn.head(), turn.tries() + 1, turn.told()));
        } else {
            refusal.refused(HeaderCheck.LEFT_OUT + contradiction, false);
        }
    }
}
