package dev.gapless.checkpoint.ledger;

import dev.gapless.common.message.CommitRequest.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Splits a batch so that no round holds an item twice, for one statement cannot decide about one row twice, and so that
 * the versions of an item stay in their order. Within a round the order is that of the key: two callers who meet wait
 * for each other in one direction only.
 */
final class Rounds {

    /** @param index where the item stands in the batch */
    record Entry(int index, Item item) {

        String key() {
            return item.account() + "/" + item.source() + "/" + item.stream() + "/" + item.itemId();
        }
    }

    private Rounds() {}

    static List<List<Entry>> of(List<Item> items) {
        List<List<Entry>> rounds = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Entry entry = new Entry(i, items.get(i));
            int round = seen.merge(entry.key(), 1, Integer::sum) - 1;
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
            }
            rounds.get(round).add(entry);
        }
        rounds.forEach(round -> round.sort(Comparator.comparing(Entry::key)));
        return rounds;
    }
}
