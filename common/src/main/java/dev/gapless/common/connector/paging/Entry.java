package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.PageStep.BrokenItem;
import dev.gapless.common.connector.PageStep.ListedItem;
import dev.gapless.common.connector.extraction.Fingerprint;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.Outcome;
import dev.gapless.common.connector.extraction.Refusal;
import dev.gapless.common.connector.extraction.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One element of a page. */
sealed interface Entry {

    /** Tells the element from others; short. */
    String marker();

    /** @param place by which the listing is ordered; the item's position where the manifest names nothing else */
    record Listed(ListedItem item, long place) implements Entry {
        @Override
        public String marker() {
            return shortHash(item.itemId().getBytes(StandardCharsets.UTF_8));
        }
    }

    record Broken(BrokenItem item) implements Entry {
        @Override
        public String marker() {
            return shortHash(item.bytes());
        }
    }

    static Entry of(byte[] bytes, StrictJson json, ItemReader reader, @Nullable OrderKey key) {
        return switch (json.read(bytes).then(document -> listed(bytes, document, reader, key))) {
            case Outcome.Got<Entry>(Entry listed) -> listed;
            case Outcome.Refused<Entry>(Refusal refusal) ->
                new Broken(new BrokenItem(bytes, refusal.rule(), refusal.detail(), refusal.remedy()));
        };
    }

    private static Outcome<Entry> listed(byte[] bytes, JsonNode document, ItemReader reader, @Nullable OrderKey key) {
        return reader.sight(document).then(seen -> {
            ListedItem item = new ListedItem(seen.itemId(), seen.position(), bytes);
            return key == null
                    ? new Outcome.Got<>(new Listed(item, seen.position()))
                    : placed(item, key.of(document), key);
        });
    }

    private static Outcome<Entry> placed(ListedItem item, @Nullable Long place, OrderKey key) {
        return place == null
                ? Outcome.refused(
                        "item-order",
                        "%s: not what the listing is ordered by".formatted(key.pointer()),
                        "check ordered-by of the listing in the manifest")
                : new Outcome.Got<>(new Listed(item, place));
    }

    static String shortHash(byte[] bytes) {
        return HexFormat.of().formatHex(Fingerprint.of(bytes), 0, 8);
    }
}
