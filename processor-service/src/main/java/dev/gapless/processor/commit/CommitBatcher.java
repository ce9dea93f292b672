package dev.gapless.processor.commit;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a batch into requests, keeping its order.
 *
 * @param mostItems of one chunk
 * @param mostBytes of one chunk, by estimate
 */
record CommitBatcher(int mostItems, long mostBytes) {

    /** Names, numbers and hash of one item, rounded up. */
    private static final long ENVELOPE = 160;

    List<List<Item>> of(List<Item> items) {
        List<List<Item>> chunks = new ArrayList<>();
        List<Item> filling = new ArrayList<>();
        long bytes = 0;
        for (Item item : items) {
            long size = size(item);
            // looked at before the item is added: the one that does not fit opens the next chunk
            if (!filling.isEmpty() && (filling.size() == mostItems || bytes + size > mostBytes)) {
                chunks.add(List.copyOf(filling));
                filling.clear();
                bytes = 0;
            }
            filling.add(item);
            bytes += size;
        }
        if (!filling.isEmpty()) {
            chunks.add(List.copyOf(filling));
        }
        return chunks;
    }

    private static long size(Item item) {
        byte[] payload = item.payload();
        return ENVELOPE + (payload == null ? 0 : payload.length);
    }
}
