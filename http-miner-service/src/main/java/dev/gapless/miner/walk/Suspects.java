package dev.gapless.miner.walk;

import dev.gapless.common.connector.Connector;
import dev.gapless.common.connector.Extraction;
import dev.gapless.common.connector.HttpCall;
import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CompareAnswer.Held;
import dev.gapless.common.message.Operation;
import dev.gapless.common.position.StreamId;
import dev.gapless.miner.delivery.Receipt;
import dev.gapless.miner.delivery.Receipt.Failed;
import dev.gapless.miner.walk.PointReads.Reading;
import java.time.Clock;
import java.util.List;

/** Finds out what became of an item that is held and was not listed. Used by one thread. */
final class Suspects {

    /** What became of it. */
    sealed interface Finding {

        /** The source has no such item. */
        record Gone() implements Finding {}

        /** It exists and belongs elsewhere, or cannot be read; what the source says of it is kept. */
        record Settled() implements Finding {}

        /** It exists where it was not listed. */
        record Incomplete() implements Finding {}

        /** Nothing yet; where to go on is to be added to the end. */
        record Unknown(SliceEnd end) implements Finding {}
    }

    private final Connector connector;
    private final StreamId id;
    private final StreamSpec stream;
    private final PointReads reads;
    private final Records records;
    private final Clock clock;

    Suspects(Connector connector, StreamId id, StreamSpec stream, PointReads reads, Records records, Clock clock) {
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
            case Reading.Unread(SliceEnd end) -> new Finding.Unknown(end);
            case Reading.Found(byte[] body) -> found(records.listed(held.itemId(), body, clock.instant()), listed);
        };
    }

    private Finding found(CapturedRecord record, Range listed) throws InterruptedException {
        return switch (connector.extract(record)) {
            case Extraction.Unreadable(String rule, String detail, String remedy) ->
                kept(records.keep(rule, detail, remedy, record.value()), new Finding.Settled(), "unreadable");
            case Extraction.Item item -> {
                boolean here = item.operation() != Operation.DELETE && listed.contains(item.position());
                yield here
                        ? kept(records.deliver(List.of(record)), new Finding.Incomplete(), "incomplete")
                        : kept(records.deliver(List.of(record)), new Finding.Settled(), "moved");
            }
        };
    }

    private Finding kept(Receipt receipt, Finding finding, String word) {
        return receipt instanceof Failed failed
                ? new Finding.Unknown(SliceEnd.undelivered(null, failed))
                : counted(finding, word);
    }

    private Finding counted(Finding finding, String word) {
        records.count("gapless.reconcile.findings", 1, "finding", word);
        return finding;
    }
}
