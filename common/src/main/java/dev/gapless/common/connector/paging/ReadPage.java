package dev.gapless.common.connector.paging;

import dev.gapless.common.connector.PageStep.BrokenItem;
import dev.gapless.common.connector.PageStep.ListedItem;
import dev.gapless.common.connector.extraction.ItemReader;
import dev.gapless.common.connector.extraction.StrictJson;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A page whose elements are told apart. */
record ReadPage(RawPage raw, List<Entry> entries) {

    static ReadPage of(RawPage raw, StrictJson json, ItemReader reader) {
        return new ReadPage(
                raw,
                raw.items().stream().map(bytes -> Entry.of(bytes, json, reader)).toList());
    }

    JsonNode at(JsonPointer pointer) {
        return raw.at(pointer);
    }

    /** Those inside the window, behind the first {@code skipped} elements. */
    List<ListedItem> itemsWithin(long from, long to, int skipped) {
        return items(skipped)
                .filter(item -> from <= item.position() && item.position() < to)
                .toList();
    }

    List<BrokenItem> broken(int skipped) {
        return entries.stream()
                .skip(skipped)
                .filter(Entry.Broken.class::isInstance)
                .map(entry -> ((Entry.Broken) entry).item())
                .toList();
    }

    /** The positions in the source's order, those outside the window included. */
    long[] positions() {
        return items(0).mapToLong(ListedItem::position).toArray();
    }

    private Stream<ListedItem> items(int skipped) {
        return entries.stream()
                .skip(skipped)
                .filter(Entry.Listed.class::isInstance)
                .map(entry -> ((Entry.Listed) entry).item());
    }
}
