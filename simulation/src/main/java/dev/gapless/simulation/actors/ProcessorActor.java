package dev.gapless.simulation.actors;

import dev.gapless.checkpoint.ledger.ItemLedger;
import dev.gapless.checkpoint.ledger.Verdict;
import dev.gapless.common.connector.Extraction;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.Operation;
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

    /** A record that was decided on. */
    private record Decided(Entry entry, Item item, Decision decision) {}

    private final Node node;
    private final Stage stage;
    private final Ownership group;
    private final Offsets offsets;
    private final ItemLedger ledger;
    private boolean awaitsLive;
    private long joined;

    public ProcessorActor(Node node, Stage stage, Ownership group, Offsets offsets, ItemLedger ledger) {
        this.node = node;
        this.stage = stage;
        this.group = group;
        this.offsets = offsets;
        this.ledger = ledger;
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
        if (joined != group.generation()) {
            joined = group.generation();
            awaitsLive = true;
        }
        List<Entry> doubtful = doubtful();
        if (!doubtful.isEmpty()) {
            decide(doubtful, joined);
            return;
        }
        List<Entry> live = next(Topic.LIVE, BATCH);
        if (!live.isEmpty()) {
            decide(live, joined);
            return;
        }
        awaitsLive = false;
        List<Entry> history = next(Topic.BACKFILL, BATCH);
        if (history.isEmpty()) {
            soon();
            return;
        }
        if (stage.core().notesHistory()) {
            offsets.announce(history);
        }
        node.reached("history announced");
        decide(history, joined);
    }

    private List<Entry> doubtful() {
        List<Entry> doubtful = new ArrayList<>();
        if (awaitsLive) {
            for (Entry entry : next(Topic.BACKFILL, BATCH)) {
                if (entry.offset() < offsets.doubtUntil(entry.partition())) {
                    doubtful.add(entry);
                }
            }
        }
        return doubtful;
    }

    private List<Entry> next(Topic topic, int most) {
        List<Entry> next = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            next.addAll(stage.log().read(topic, partition, offsets.next(topic, partition), most));
        }
        return next;
    }

    private void decide(List<Entry> batch, long generation) {
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
            List<Verdict> verdicts = items.isEmpty() ? List.of() : ledger.commit(items);
            node.after(stage.travel(), () -> {
                node.reached("commit answered");
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

    /** True when all that was captured has come to its end. */
    public static boolean isThrough(Stage stage, Offsets offsets) {
        for (Topic topic : List.of(Topic.LIVE, Topic.BACKFILL)) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                if (offsets.next(topic, partition) < stage.log().end(topic, partition)) {
                    return false;
                }
            }
        }
        return true;
    }
}
