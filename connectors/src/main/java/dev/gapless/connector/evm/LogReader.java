package dev.gapless.connector.evm;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.InferredRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a log says. Only the members below count: paths and nodes differ in what else they tell of the same log. */
final class LogReader {

    /** In the order of the canonical form: by name. */
    private static final List<String> MEMBERS = List.of(
            "address", "blockHash", "blockNumber", "data", "logIndex", "topics", "transactionHash", "transactionIndex");

    private LogReader() {}

    static ExtractionResult extract(CapturedRecord captured) {
        return switch (captured.shape()) {
            // a log's version is its reader's generation, so none is given to it
            case INFERRED_DELETE, INFERRED_DELETE_UNDO, RECREATED -> InferredRecord.notFromSource();
            case LISTED -> item(parse(captured.value()), captured.generation());
            case FRAME -> {
                JsonNode frame = parse(captured.value());
                yield item(frame == null ? null : frame.at("/params/result"), captured.generation());
            }
        };
    }

    /**
     * {@code blockHash:logIndex}, so that a transaction mined again in another block is another item; null for what is
     * no log.
     */
    static @Nullable String idOf(JsonNode log) {
        String hash = JsonRpc.text(log, "blockHash");
        Long index = JsonRpc.quantity(log, "logIndex");
        return hash == null || index == null ? null : hash + ":" + index;
    }

    private static @Nullable JsonNode parse(byte[] bytes) {
        try {
            return JsonRpc.JSON.readTree(bytes);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static ExtractionResult item(@Nullable JsonNode log, long generation) {
        if (log == null || !log.isObject()) {
            return unreadable("not a JSON object");
        }
        String id = idOf(log);
        Long block = JsonRpc.quantity(log, "blockNumber");
        if (id == null || block == null) {
            return unreadable("blockHash, logIndex or blockNumber is absent or no such value");
        }
        ObjectNode canonical = JsonRpc.JSON.createObjectNode();
        for (String member : MEMBERS) {
            JsonNode value = log.get(member);
            if (value != null) {
                canonical.set(member, value);
            }
        }
        byte[] bytes = JsonRpc.bytes(canonical);
        return new ExtractionResult.Item(id, block, generation, ItemOperation.CREATE, sha256(bytes), bytes);
    }

    private static ExtractionResult unreadable(String detail) {
        return new ExtractionResult.Unreadable(
                "a log names its block, that block's hash and its index in it",
                detail,
                "see whether the node's version is supported, then replay it");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
