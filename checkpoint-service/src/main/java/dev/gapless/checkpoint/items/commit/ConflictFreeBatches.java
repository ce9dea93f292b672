package dev.gapless.checkpoint.items.commit;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.LogPosition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a batch into rounds. Each round keeps three rules:
 *
 * <ol>
 *   <li>It holds an item once, because one statement cannot decide about one row twice. The versions of an item stay in
 *       their order.
 *   <li>Its order is that of the key, so that two callers who meet in an upsert wait for each other in one direction
 *       only.
 *   <li>It holds a log position once, because its answers are told apart by log position.
 * </ol>
 */
final class ConflictFreeBatches {

    /**
     * @param order where the item stands in its round
     * @param index where the item stands in the batch
     */
    record BatchEntry(int order, int index, Item item) {}

    private record Key(String account, String source, String stream, String itemId) {

        static Key of(Item item) {
            return new Key(item.account(), item.source(), item.stream(), item.itemId());
        }
    }

    private static final Comparator<Item> BY_KEY = Comparator.comparing(Item::account)
            .thenComparing(Item::source)
            .thenComparing(Item::stream)
            .thenComparing(Item::itemId);

    private ConflictFreeBatches() {}

    static List<List<BatchEntry>> of(List<Item> items) {
        List<List<Integer>> rounds = new ArrayList<>();
        List<Set<LogPosition>> positions = new ArrayList<>();
        Map<Key, Integer> next = new HashMap<>(2 * items.size());
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            Key key = Key.of(item);
            int round = next.getOrDefault(key, 0);
            LogPosition position = item.logPosition();
            while (round < rounds.size() && !positions.get(round).add(position)) {
                round++;
            }
            if (round == rounds.size()) {
                rounds.add(new ArrayList<>());
                positions.add(new HashSet<>(Set.of(position)));
            }
            rounds.get(round).add(i);
            next.put(key, round + 1);
        }
        return rounds.stream().map(round -> sorted(round, items)).toList();
    }

    private static List<BatchEntry> sorted(List<Integer> round, List<Item> items) {
        round.sort(Comparator.comparing(items::get, BY_KEY));
        List<BatchEntry> entries = new ArrayList<>(round.size());
        for (int order = 0; order < round.size(); order++) {
            entries.add(new BatchEntry(order, round.get(order), items.get(round.get(order))));
        }
        return entries;
    }
}
