package dev.gapless.simulation.actors;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.CoverageRetraction;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageWalk;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.reference.ReferenceCoverage.Held;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.upstream.SimulatedStreamKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Looks at the end whether the source shows something that is not held, as it is listed, and takes the claims back that
 * said otherwise. Stands for the audits and reconciliations of a longer life.
 */
public final class FinalAuditor {

    private final SimulationContext stage;
    private final SimulatedDatabase database;
    private final LetterLookup letters;

    public FinalAuditor(SimulationContext stage, SimulatedDatabase database, LetterLookup letters) {
        this.stage = stage;
        this.database = database;
        this.letters = letters;
    }

    /** @return false when nothing had to be taken back */
    public boolean look(SimulatedStreamKind kind, long from, long to) {
        Map<String, Item> held = new HashMap<>();
        for (Item item : database.ledger().held()) {
            if (item.stream().equals(kind.word())) {
                held.put(item.itemId(), item);
            }
        }
        Set<Range> missed = new HashSet<>();
        Set<String> listed = new HashSet<>();
        walk(kind, from, to, item -> {
            listed.add(item.itemId());
            Item known = held.get(item.itemId());
            if (known == null || known.version() < item.version()) {
                missed.add(Range.of(item.position(), item.position() + 1));
            }
        });
        boolean unseen = held.values().stream()
                .anyMatch(item -> item.payload() != null
                        && from <= item.position()
                        && item.position() < to
                        && !listed.contains(item.itemId()));
        return takeBack(SimulationContext.id(kind), missed, !kind.listsAll() && (unseen || !missed.isEmpty()));
    }

    /** What the log has of dead letters. */
    @FunctionalInterface
    public interface LetterLookup {

        /** True where a letter tells of this version of the item, or of a later one. */
        boolean tells(String item, long version);
    }

    private interface Seen {
        void item(dev.gapless.connector.ExtractionResult.Item item);
    }

    private void walk(SimulatedStreamKind kind, long from, long to, Seen seen) {
        StreamId stream = SimulationContext.id(kind);
        PageWalk walk = stage.source().walk(stream, MiningMode.AUDIT, from, to, null);
        boolean last = false;
        while (!last) {
            FetchOutcome answer = stage.pages().answer(walk.next().uri());
            if (!(answer instanceof FetchOutcome.Answered answered)
                    || !(walk.accept(answered.body(), Long.MAX_VALUE) instanceof PageStep.Page page)) {
                continue;
            }
            for (PageStep.ListedItem item : page.items()) {
                CapturedRecord record = new CapturedRecord(
                        stream,
                        item.itemId(),
                        CapturedRecord.RecordKind.LISTED,
                        item.bytes(),
                        IngestPath.MINED,
                        SimulatedNode.EPOCH,
                        "audit",
                        0);
                if (stage.source().extract(record) instanceof dev.gapless.connector.ExtractionResult.Item read
                        && !isLetter(item, read.version())) {
                    seen.item(read);
                }
            }
            last = page.last();
        }
    }

    /** What no record takes is in no ledger: it is missed where no dead letter tells of it either. */
    private boolean isLetter(PageStep.ListedItem item, long version) {
        return item.bytes().length > SimulatedLog.MAX_RECORD && letters.tells(item.itemId(), version);
    }

    /** @param edits true when no claims of edits and deletions can be believed either */
    private boolean takeBack(StreamId stream, Set<Range> missed, boolean edits) {
        boolean any = false;
        for (Map.Entry<String, Held> window : database.coverage().byId(stream).entrySet()) {
            for (Range range : window.getValue().covered().ranges()) {
                boolean retracted = (edits && window.getValue().aspects().contains(Aspect.EDITS))
                        || missed.stream().anyMatch(range::overlaps);
                if (retracted) {
                    any = true;
                    database.apply(new CoverageRetraction(
                            stream,
                            range.from(),
                            range.to(),
                            window.getKey(),
                            "missed-item",
                            window.getValue().epoch(),
                            SimulatedNode.EPOCH));
                }
            }
        }
        return any;
    }
}
