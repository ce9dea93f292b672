package dev.gapless.miner.reconcile;

import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.slice.SingleItemReader;
import dev.gapless.miner.slice.SingleItemReader.Reading;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.TaskPublisher;
import java.time.Clock;
import java.util.List;

/**
 * Finds out what became of an item that is listed, and that the ledger holds as deleted. A page may be older than the
 * deletion, so the item is read alone. One that exists was created again. It wins against its tombstone by a higher
 * version alone. Used by one thread.
 */
public final class RecreatedItemResolver {

    /** What became of it. */
    sealed interface Finding {

        /** The ledger holds what is true, or will when it has decided what was delivered. */
        record Settled() implements Finding {}

        /** It exists, and no version makes it newer than its deletion. */
        record Unproven() implements Finding {}

        /** Nothing yet; where to go on is to be added to the end. */
        record Unknown(SliceResult end) implements Finding {}
    }

    private final Connector connector;
    private final StreamId id;
    private final StreamSpec stream;
    private final SingleItemReader reads;
    private final TaskPublisher records;
    private final Clock clock;

    public RecreatedItemResolver(
            Connector connector,
            StreamId id,
            StreamSpec stream,
            SingleItemReader reads,
            TaskPublisher records,
            Clock clock) {
        this.connector = connector;
        this.id = id;
        this.stream = stream;
        this.reads = reads;
        this.records = records;
        this.clock = clock;
    }

    /**
     * @param deleted as the ledger holds it
     * @param listed as the page shows it; without bytes when a page before this one showed it
     * @param begun how far the listing was complete when the walk began, by the source's clock
     */
    Finding look(Held deleted, ListedItem listed, long begun) throws InterruptedException {
        if (deletedAfter(begun, deleted) || settledByPage(deleted, listed)) {
            return new Finding.Settled();
        }
        HttpCall call = connector.read(id, deleted.itemId());
        if (call == null) {
            return counted(new Finding.Unproven(), "unproven");
        }
        return switch (reads.read(call)) {
            case Reading.Gone gone -> counted(new Finding.Settled(), "still-listed");
            case Reading.Unread(SliceResult end) -> new Finding.Unknown(end);
            case Reading.Found(byte[] body) -> found(deleted, connector.readItem(id.stream(), body), begun);
        };
    }

    /** What happened after the walk began is not claimed. The highest version is that of an id never used again. */
    private boolean deletedAfter(long begun, Held deleted) {
        return deleted.version() == Long.MAX_VALUE || (stream.timedVersions() && deleted.version() >= begun);
    }

    /** The listing shows deleted items too, or a version that wins by itself. */
    private boolean settledByPage(Held deleted, ListedItem listed) {
        return listed.bytes().length > 0
                && connector.extract(records.listed(listed, clock.instant())) instanceof ExtractionResult.Item item
                && settles(item, deleted);
    }

    private static boolean settles(ExtractionResult.Item item, Held deleted) {
        return item.operation() == ItemOperation.DELETE || item.version() > deleted.version();
    }

    private Finding found(Held deleted, byte[] bytes, long begun) throws InterruptedException {
        CapturedRecord record = records.listed(deleted.itemId(), bytes, clock.instant());
        return switch (connector.extract(record)) {
            case ExtractionResult.Unreadable(String rule, String detail, String remedy) ->
                kept(records.keep(rule, detail, remedy, bytes), "unreadable");
            case ExtractionResult.Item item -> {
                if (settles(item, deleted)) {
                    yield kept(records.deliver(List.of(record)), "recreated");
                }
                yield stream.timedVersions()
                        ? kept(records.deliver(List.of(records.recreated(record, begun))), "recreated")
                        : counted(new Finding.Unproven(), "unproven");
            }
        };
    }

    private Finding kept(PublishResult receipt, String word) {
        return receipt instanceof Failed failed
                ? new Finding.Unknown(SliceResult.undelivered(null, failed))
                : counted(new Finding.Settled(), word);
    }

    private Finding counted(Finding finding, String word) {
        records.count("gapless.reconcile.findings", 1, "finding", word);
        return finding;
    }
}
