package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.ParseError;
import dev.gapless.connector.extraction.ParseResult;
import dev.gapless.connector.extraction.Sha256Digest;
import dev.gapless.connector.extraction.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One element of a page. */
sealed interface PageEntry {

    /** Tells the element from others; short. */
    String marker();

    /** @param place by which the listing is ordered; the item's position where the manifest names nothing else */
    record Listed(ListedItem item, long place) implements PageEntry {
        @Override
        public String marker() {
            return shortHash(item.itemId().getBytes(StandardCharsets.UTF_8));
        }
    }

    record Broken(BrokenItem item) implements PageEntry {
        @Override
        public String marker() {
            return shortHash(item.bytes());
        }
    }

    static PageEntry of(byte[] bytes, StrictJson json, ItemParser reader, @Nullable OrderKey key) {
        return switch (json.read(bytes).then(document -> listed(bytes, document, reader, key))) {
            case ParseResult.Got<PageEntry>(PageEntry listed) -> listed;
            case ParseResult.Refused<PageEntry>(ParseError refusal) ->
                new Broken(new BrokenItem(bytes, refusal.rule(), refusal.detail(), refusal.remedy()));
        };
    }

    private static ParseResult<PageEntry> listed(
            byte[] bytes, JsonNode document, ItemParser reader, @Nullable OrderKey key) {
        return reader.sight(document).then(seen -> {
            ListedItem item = new ListedItem(seen.itemId(), seen.position(), bytes);
            return key == null
                    ? new ParseResult.Got<>(new Listed(item, seen.position()))
                    : placed(item, key.of(document), key);
        });
    }

    private static ParseResult<PageEntry> placed(ListedItem item, @Nullable Long place, OrderKey key) {
        return place == null
                ? ParseResult.refused(
                        "item-order",
                        "%s: not what the listing is ordered by".formatted(key.pointer()),
                        "check ordered-by of the listing in the manifest")
                : new ParseResult.Got<>(new Listed(item, place));
    }

    static String shortHash(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256Digest.of(bytes), 0, 8);
    }
}
