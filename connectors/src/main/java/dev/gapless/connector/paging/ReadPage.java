package dev.gapless.connector.paging;

import dev.gapless.connector.PageStep.BrokenItem;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.extraction.ItemParser;
import dev.gapless.connector.extraction.StrictJson;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** A page whose elements are told apart. */
record ReadPage(RawPage raw, List<PageEntry> entries) {

    static ReadPage of(RawPage raw, StrictJson json, ItemParser reader, @Nullable OrderKey key) {
        return new ReadPage(
                raw,
                raw.items().stream()
                        .map(bytes -> PageEntry.of(bytes, json, reader, key))
                        .toList());
    }

    JsonNode at(JsonPointer pointer) {
        return raw.at(pointer);
    }

    /** Those whose position is inside the window, behind the first {@code skipped} elements. */
    List<ListedItem> itemsWithin(long from, long to, int skipped) {
        return itemsOf(from, to, skipped, new BitSet());
    }

    /**
     * Those that belong to a walk over the window, by their position or because they stand where it leads. No other
     * part would find an item there.
     *
     * @param displaced items that are out of order, by number behind the first {@code skipped} elements
     */
    List<ListedItem> itemsOf(long from, long to, int skipped, BitSet displaced) {
        List<PageEntry.Listed> listed = listed(skipped).toList();
        return IntStream.range(0, listed.size())
                .filter(i -> {
                    ListedItem item = listed.get(i).item();
                    long place = listed.get(i).place();
                    boolean within = from <= item.position() && item.position() < to;
                    return within || displaced.get(i) || (place != item.position() && from <= place && place < to);
                })
                .mapToObj(i -> listed.get(i).item())
                .toList();
    }

    List<BrokenItem> broken(int skipped) {
        return entries.stream()
                .skip(skipped)
                .filter(PageEntry.Broken.class::isInstance)
                .map(entry -> ((PageEntry.Broken) entry).item())
                .toList();
    }

    /** What the listing is ordered by, behind the first {@code skipped} elements, items outside the window included. */
    long[] places(int skipped) {
        return listed(skipped).mapToLong(PageEntry.Listed::place).toArray();
    }

    /** The positions in the source's order, those outside the window included. */
    long[] positions() {
        return listed(0).mapToLong(listed -> listed.item().position()).toArray();
    }

    private Stream<PageEntry.Listed> listed(int skipped) {
        return entries.stream()
                .skip(skipped)
                .filter(PageEntry.Listed.class::isInstance)
                .map(PageEntry.Listed.class::cast);
    }
}
