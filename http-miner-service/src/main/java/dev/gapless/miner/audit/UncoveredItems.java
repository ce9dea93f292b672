package dev.gapless.miner.audit;

import dev.gapless.common.coverage.Range;
import dev.gapless.connector.PageStep.ListedItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Items that were listed and whose positions no page has covered yet. A page does not cover its furthest position,
 * since more items at it may be on the next page. The next page then lists those others only.
 *
 * @param waiting listed already
 */
public record UncoveredItems(List<ListedItem> waiting) {

    public UncoveredItems {
        waiting = List.copyOf(waiting);
    }

    static UncoveredItems nothing() {
        return new UncoveredItems(List.of());
    }

    public UncoveredItems plus(List<ListedItem> items) {
        List<ListedItem> all = new ArrayList<>(waiting);
        all.addAll(items);
        return new UncoveredItems(all);
    }

    public List<ListedItem> within(@Nullable Range covered) {
        return waiting.stream()
                .filter(item -> covered != null && covered.contains(item.position()))
                .toList();
    }

    /** As the ledger is asked about them; an id with U+0000 it cannot hold, and does not take. */
    public static List<String> ids(List<ListedItem> items) {
        return items.stream()
                .map(ListedItem::itemId)
                .filter(id -> id.indexOf('\0') < 0)
                .toList();
    }

    /** What the next page may cover. */
    public UncoveredItems beyond(@Nullable Range covered) {
        return new UncoveredItems(waiting.stream()
                .filter(item -> covered == null || !covered.contains(item.position()))
                .toList());
    }
}
