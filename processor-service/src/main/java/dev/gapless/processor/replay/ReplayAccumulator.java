package dev.gapless.processor.replay;

import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LedgerItem;
import dev.gapless.common.message.LedgerItemsRequest;
import dev.gapless.common.message.LedgerItemsResponse;
import dev.gapless.common.message.LedgerItemsResponse.Fork;
import dev.gapless.common.position.StreamId;
import dev.gapless.processor.capturedlog.RawLog;
import dev.gapless.processor.normalise.NormalisationResult;
import dev.gapless.processor.normalise.RecordNormaliser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Gathers what the records of a range come to now. Used by one thread, for one replay. */
final class ReplayAccumulator implements RawLog.Reader {

    /** Ids in one question. */
    private static final int PORTION = 1_000;

    private final RecordNormaliser normaliser;
    private final HeldItemClient held;
    private final int mostItems;
    private final Map<StreamId, Map<String, ReplayedItem>> streams = new LinkedHashMap<>();
    private final Map<StreamId, List<Fork>> forks = new HashMap<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private long records;
    private int items;

    ReplayAccumulator(RecordNormaliser normaliser, HeldItemClient held, int mostItems) {
        this.normaliser = normaliser;
        this.held = held;
        this.mostItems = mostItems;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record, UUID topicId) {
        records++;
        switch (normaliser.normalise(record, topicId)) {
            case NormalisationResult.Refused(var one) ->
                refused.merge(one.letter().rule(), 1L, Long::sum);
            case NormalisationResult.Sighted one -> {
                if (!isVoid(one.item())) {
                    add(one);
                }
            }
        }
    }

    private void add(NormalisationResult.Sighted one) {
        Map<String, ReplayedItem> stream = streams.computeIfAbsent(one.item().streamId(), id -> new LinkedHashMap<>());
        ReplayedItem known = stream.get(one.item().itemId());
        if (known != null) {
            known.add(one);
            return;
        }
        if (++items > mostItems) {
            throw new TooManyItemsException(mostItems);
        }
        stream.put(one.item().itemId(), new ReplayedItem(one));
    }

    /** Read above a fork by a reader that did not know of it: the ledger does not take it either. */
    private boolean isVoid(Item item) {
        if (item.inferred() && item.operation() == ItemOperation.DELETE) {
            return false;
        }
        return forks
                .computeIfAbsent(
                        item.streamId(),
                        id -> held.of(new LedgerItemsRequest(id, List.of())).forks())
                .stream()
                .anyMatch(fork -> fork.generation() > item.generation() && fork.ancestor() < item.position());
    }

    /** As the ledger stands now. */
    List<ReplayDifference> differences() {
        List<ReplayDifference> found = new ArrayList<>();
        streams.forEach((stream, rereads) -> {
            List<String> ids = List.copyOf(rereads.keySet());
            for (int from = 0; from < ids.size(); from += PORTION) {
                List<String> portion = ids.subList(from, Math.min(ids.size(), from + PORTION));
                Map<String, LedgerItem> now = new HashMap<>();
                LedgerItemsResponse answer = held.of(new LedgerItemsRequest(stream, portion));
                answer.items().forEach(item -> now.put(item.itemId(), item));
                for (String id : portion) {
                    ReplayedItem reread = rereads.get(id);
                    if (reread != null) {
                        ReplayDifference.of(reread, now.get(id)).ifPresent(found::add);
                    }
                }
            }
        });
        return found;
    }

    long records() {
        return records;
    }

    int items() {
        return items;
    }

    /** Records that cannot be read now either, by rule. */
    Map<String, Long> refused() {
        return Map.copyOf(refused);
    }
}
