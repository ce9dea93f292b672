package dev.gapless.checkpoint.items.cache;

import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Hints of those streams alone of which they pay. */
public final class AutomaticDuplicateCache implements DuplicateCache {

    /** What was seen of a stream in one batch. */
    private static final class Seen {
        private long live;
        private long copies;
        private long first;
        private long answered;
    }

    private final DuplicateCache hints;
    private final StreamRereads streams;

    /** @param nanos goes on evenly, as {@link System#nanoTime()} does */
    public AutomaticDuplicateCache(DuplicateCache hints, LongSupplier nanos) {
        this.hints = hints;
        this.streams = new StreamRereads(nanos);
    }

    /** Manifests bound how many there are. */
    private static String stream(Item item) {
        return item.source() + "/" + item.stream();
    }

    @Override
    public Known known(List<Item> items) {
        List<Item> asked = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (streams.pays(stream(items.get(i)))) {
                asked.add(items.get(i));
                places.add(i);
            }
        }
        if (asked.isEmpty()) {
            return Known.NOTHING;
        }
        Known known = hints.known(asked);
        BitSet sure = new BitSet();
        known.sure().stream().forEach(index -> sure.set(places.get(index)));
        Map<Integer, String> first = new HashMap<>();
        known.first().forEach((index, hint) -> first.put(places.get(index), hint));
        return new Known(sure, first);
    }

    @Override
    public void accepted(List<Item> items) {
        hints.accepted(items.stream().filter(item -> streams.pays(stream(item))).toList());
    }

    @Override
    public void seen(Map<Item, String> noted) {
        hints.seen(noted);
    }

    @Override
    public void decided(List<Item> items, List<ItemDecision> verdicts, Known known) {
        Map<String, Seen> seen = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            ItemDecision verdict = verdicts.get(i);
            Seen counts = seen.computeIfAbsent(stream(item), stream -> new Seen());
            if (item.path() == IngestPath.LIVE) {
                counts.live += verdict.firstOfVersion() ? 1 : 0;
            } else if (verdict.decision() == Decision.DUPLICATE) {
                counts.copies++;
                counts.first += known.first().containsKey(i) ? 1 : 0;
                counts.answered += known.sure().get(i) ? 1 : 0;
            }
        }
        seen.forEach(
                (stream, counts) -> streams.saw(stream, counts.live, counts.copies, counts.first, counts.answered));
    }
}
