package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.platform.ApiProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What an item must be for the tables to hold it. One that is not is named, so that its neighbours can go on. */
final class ItemValidator {

    private static final int HASH_BYTES = 32;
    private static final int MAX_UNDO_COUNT = 10_000;
    /** A key of the index must fit into a third of a page. */
    private static final int MAX_ID_BYTES = 1_500;

    private ItemValidator() {}

    /** @throws org.springframework.web.ErrorResponseException for the first that breaks a rule */
    static void check(List<Item> items) {
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            id(i, item.itemId());
            text(i, "provenance", item.provenance());
            content(i, item);
            undoCount(i, item);
        }
    }

    private static void id(int index, String id) {
        text(index, "itemId", id);
        // a character is at most three bytes, or four as two of them
        int bytes = id.length() * 3 <= MAX_ID_BYTES ? id.length() : id.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_ID_BYTES) {
            throw refusal(index, "itemId: %d bytes (expected: 1 to %d)".formatted(bytes, MAX_ID_BYTES));
        }
    }

    private static void text(int index, String name, String value) {
        if (value.indexOf('\0') >= 0 || !isWhole(value)) {
            throw refusal(index, name + ": holds U+0000 or half a character (expected: neither)");
        }
    }

    private static void content(int index, Item item) {
        if (item.hash().length != HASH_BYTES) {
            throw refusal(index, "hash: %d bytes (expected: %d)".formatted(item.hash().length, HASH_BYTES));
        }
        byte[] payload = item.payload();
        if ((payload == null) != (item.operation() == ItemOperation.DELETE)) {
            throw refusal(
                    index,
                    "payload: %s (expected: none for a delete, else one)".formatted(payload == null ? "none" : "one"));
        }
        if (payload != null && !isText(payload)) {
            throw refusal(index, "payload: not UTF-8 without U+0000 (expected: canonical JSON, which escapes it)");
        }
    }

    private static void undoCount(int index, Item item) {
        if (item.undoCount() < 0 || item.undoCount() > MAX_UNDO_COUNT || (item.undoCount() > 0 && !item.inferred())) {
            throw refusal(
                    index,
                    "undoCount: %d (expected: 0 to %d, and 0 for a source's own record)"
                            .formatted(item.undoCount(), MAX_UNDO_COUNT));
        }
    }

    private static boolean isWhole(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return StandardCharsets.UTF_8.newEncoder().canEncode(value);
            }
        }
        return true;
    }

    /** What does not decode comes out as U+FFFD; only then it is worth the look whether that was meant. */
    private static boolean isText(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.indexOf('\0') < 0 && (text.indexOf('\ufffd') < 0 || decodes(payload));
    }

    private static boolean decodes(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static RuntimeException refusal(int index, String what) {
        return ApiProblem.unprocessable(
                "items[%d].%s".formatted(index, what), "send the others without it, and keep it in the dead letters");
    }
}
