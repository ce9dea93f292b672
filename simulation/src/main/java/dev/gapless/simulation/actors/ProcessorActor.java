package dev.gapless.simulation.actors;

import dev.gapless.checkpoint.ledger.CommitOutcome;
import dev.gapless.checkpoint.ledger.ItemLedger;
import dev.gapless.checkpoint.ledger.Verdict;
import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Operation;
import dev.gapless.simulation.database.Database;
import dev.gapless.simulation.kafka.Entry;
import dev.gapless.simulation.kafka.Topic;
import dev.gapless.simulation.time.Node;
import dev.gapless.simulation.upstream.Deed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * A processor: live records first, then history; what is decided is published and ended in one step. History is noted
 * as in doubt before it is decided, so that whoever comes after a crash settles it before anything live.
 */
public final class ProcessorActor {

    private static final int BATCH = 12;
    private static final long TELL_SOON = Stage.SECOND;
    private static final long TELL_ANYWAY = 3 * Stage.SECOND;

    /** A record that was decided on. */
    private record Decided(Entry entry, Item item, Decision decision) {}

    private final Node node;
    private final Stage stage;
    private final Ownership group;
    private final Offsets offsets;
    private final ItemLedger ledger;
    private final IntakePositions positions;
    private boolean awaitsLive;
    private long toldAt;
    private long joined;

    public ProcessorActor(
            Node node, Stage stage, Ownership group, Offsets offsets, Database database, ItemLedger ledger) {
        this.node = node;
        this.stage = stage;
        this.group = group;
        this.offsets = offsets;
        this.ledger = ledger;
        this.positions =
                new IntakePositions(stage.log(), offsets, database, stage.core().goesOnAtTheFloor());
    }

    public void start() {
        joined = 0;
        node.after(stage.travel(), this::step);
    }

    private void soon() {
        node.after(stage.chance().between(10 * Stage.MILLI, 120 * Stage.MILLI), this::step);
    }

    private void step() {
        if (!group.isOwner(node)) {
            soon();
            return;
        }
        if (joined != group.generation() || (stage.core().learnsOfPartitions() && !positions.areAll())) {
            joined = group.generation();
            awaitsLive = true;
            positions.rewind();
            node.reached("floors known");
        }
        List<Entry> lost = positions.lost(BATCH);
        if (!lost.isEmpty()) {
            decide(lost, joined, true);
            return;
        }
        List<Entry> doubtful = doubtful();
        if (!doubtful.isEmpty()) {
            decide(doubtful, joined, false);
            return;
        }
        List<Entry> live = positions.next(Topic.LIVE, BATCH);
        if (!live.isEmpty()) {
            decide(live, joined, false);
            return;
        }
        awaitsLive = false;
        List<Entry> history = positions.next(Topic.BACKFILL, BATCH);
        if (history.isEmpty()) {
            tellWhenDue();
            soon();
            return;
        }
        if (stage.core().notesHistory()) {
            offsets.announce(history);
        }
        node.reached("history announced");
        decide(history, joined, false);
    }

    /** Once nothing waits; and now and then, to see that all is well. */
    private void tellWhenDue() {
        long pause = positions.hasUntold() ? TELL_SOON : TELL_ANYWAY;
        if (stage.loop().now() - toldAt >= pause) {
            toldAt = stage.loop().now();
            if (!positions.tell()) {
                joined = 0;
            }
            node.reached("published told");
        }
    }

    private List<Entry> doubtful() {
        List<Entry> doubtful = new ArrayList<>();
        if (awaitsLive) {
            for (Entry entry : positions.next(Topic.BACKFILL, BATCH)) {
                if (entry.offset() < positions.doubtUntil(entry.partition())) {
                    doubtful.add(entry);
                }
            }
        }
        return doubtful;
    }

    /** @param again true for what was published before, and is lost to the ledger only */
    private void decide(List<Entry> batch, long generation, boolean again) {
        if (stage.core().offsetsFirst()) {
            offsets.ended(batch);
            node.reached("offsets first");
        }
        List<Entry> read = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        List<Entry> refused = new ArrayList<>();
        for (Entry entry : batch) {
            CapturedRecord captured = (CapturedRecord) entry.value();
            switch (stage.source().extract(captured)) {
                case Extraction.Item item -> {
                    read.add(entry);
                    items.add(item(captured, item, entry));
                }
                case Extraction.Unreadable unreadable -> refused.add(entry);
            }
        }
        node.after(stage.travel(), () -> {
            node.reached("commit asked");
            CommitOutcome outcome = ledger.commit(items, positions.spans(batch));
            List<Verdict> verdicts = outcome.verdicts();
            node.after(stage.travel(), () -> {
                node.reached("commit answered");
                if (!outcome.behind().isEmpty() && stage.core().goesOnAtTheFloor()) {
                    joined = 0;
                    soon();
                    return;
                }
                if (again && stage.core().knowsWhatIsPublished()) {
                    positions.decided(batch);
                    soon();
                    return;
                }
                List<Decided> decided = new ArrayList<>();
                for (int i = 0; i < verdicts.size(); i++) {
                    decided.add(new Decided(
                            read.get(i), items.get(i), verdicts.get(i).decision()));
                }
                end(batch, decided, refused, generation);
            });
        });
    }

    /** In one step, or not at all; and not by one who has lost the partitions. */
    private void end(List<Entry> batch, List<Decided> decided, List<Entry> refused, long generation) {
        boolean owns = group.generation() == generation && group.isOwner(node);
        if (owns || !stage.core().fencesProcessors()) {
            for (Decided each : decided) {
                stage.oracle().ended(position(each.entry()), each.decision().name());
                if (each.decision().accepted()) {
                    stage.oracle().published(each.item().itemId(), each.item().version(), deed(each.item()));
                }
            }
            refused.forEach(entry -> stage.oracle().ended(position(entry), "REFUSED"));
            offsets.ended(batch);
            positions.published(batch);
        }
        node.reached("batch ended");
        soon();
    }

    private static Deed deed(Item item) {
        return switch (item.operation()) {
            case CREATE -> Deed.CREATED;
            case UPDATE -> Deed.EDITED;
            case DELETE -> Deed.DELETED;
        };
    }

    public static String position(Entry entry) {
        return entry.topic() + "-" + entry.partition() + "-" + entry.offset();
    }

    private static Item item(CapturedRecord captured, Extraction.Item item, Entry entry) {
        return new Item(
                captured.stream().source(),
                captured.stream().account(),
                captured.stream().stream(),
                item.itemId(),
                item.position(),
                item.version(),
                item.operation(),
                item.hash(),
                item.operation() == Operation.DELETE ? null : item.canonical(),
                captured.door(),
                ChronoUnit.MICROS.between(Instant.EPOCH, captured.receivedAt()),
                captured.sighting(),
                captured.generation(),
                captured.shape() == CapturedRecord.Shape.BURIED,
                entry.topic().id(),
                entry.partition(),
                entry.offset());
    }

    /** Where the group goes on, by the log's word. */
    public static long next(Stage stage, Offsets offsets, Topic topic, int partition) {
        Long next = offsets.next(topic, partition);
        return Math.max(stage.log().start(topic, partition), next == null ? 0 : next);
    }

    /** True when all that was captured has come to its end. */
    public static boolean isThrough(Stage stage, Offsets offsets) {
        for (Topic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                if (next(stage, offsets, topic, partition) < stage.log().end(topic, partition)) {
                    return false;
                }
            }
        }
        return true;
    }
}
