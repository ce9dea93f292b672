package dev.gapless.miner.reconcile;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareResponse.Held;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.Connector;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.HttpCall;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.delivery.PublishResult;
import dev.gapless.miner.delivery.PublishResult.Failed;
import dev.gapless.miner.slice.SingleItemReader;
import dev.gapless.miner.slice.SingleItemReader.Reading;
import dev.gapless.miner.slice.SliceResult;
import dev.gapless.miner.slice.TaskPublisher;
import java.time.Clock;
import java.util.List;

/** Finds out what became of an item that is held and was not listed. Used by one thread. */
public final class MissingItemResolver {

    /** What became of it. */
    sealed interface Finding {

        /** The source has no such item. */
        record Gone() implements Finding {}

        /** It exists and belongs elsewhere, or cannot be read; what the source says of it is kept. */
        record Settled() implements Finding {}

        /** It exists where it was not listed. */
        record Incomplete() implements Finding {}

        /** Nothing yet; where to go on is to be added to the end. */
        record Unknown(SliceResult end) implements Finding {}
    }

    private final Connector connector;
    private final StreamId id;
    private final StreamSpec stream;
    private final SingleItemReader reads;
    private final TaskPublisher records;
    private final Clock clock;

    public MissingItemResolver(
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

    /** @param listed the range that the listing is said to have shown whole */
    Finding look(Held held, Range listed) throws InterruptedException {
        HttpCall call = stream.aspects().contains(Aspect.DELETIONS) ? connector.read(id, held.itemId()) : null;
        if (call == null) {
            // what cannot be deleted must be listed; what cannot be read alone cannot be told to be deleted
            return counted(new Finding.Incomplete(), "incomplete");
        }
        return switch (reads.read(call)) {
            case Reading.Gone gone -> counted(new Finding.Gone(), "gone");
            case Reading.Unread(SliceResult end) -> new Finding.Unknown(end);
            case Reading.Found(byte[] body) ->
                found(records.listed(held.itemId(), connector.readItem(id.stream(), body), clock.instant()), listed);
        };
    }

    private Finding found(CapturedRecord record, Range listed) throws InterruptedException {
        return switch (connector.extract(record)) {
            case ExtractionResult.Unreadable(String rule, String detail, String remedy) ->
                kept(records.keep(rule, detail, remedy, record.value()), new Finding.Settled(), "unreadable");
            case ExtractionResult.Item item -> {
                boolean here = item.operation() != ItemOperation.DELETE && listed.contains(item.position());
                yield here
                        ? kept(records.deliver(List.of(record)), new Finding.Incomplete(), "incomplete")
                        : kept(records.deliver(List.of(record)), new Finding.Settled(), "moved");
            }
        };
    }

    private Finding kept(PublishResult receipt, Finding finding, String word) {
        return receipt instanceof Failed failed
                ? new Finding.Unknown(SliceResult.undelivered(null, failed))
                : counted(finding, word);
    }

    private Finding counted(Finding finding, String word) {
        records.count("gapless.reconcile.findings", 1, "finding", word);
        return finding;
    }
}
