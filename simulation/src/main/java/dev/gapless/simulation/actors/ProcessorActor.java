package dev.gapless.simulation.actors;

import dev.gapless.checkpoint.items.commit.CommitOutcome;
import dev.gapless.checkpoint.items.commit.ItemDecision;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.common.message.CapturedRecord;
import dev.gapless.common.message.CommitRequest.Item;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.ItemOperation;
import dev.gapless.common.message.LogPosition;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.ExtractionResult;
import dev.gapless.connector.InferredRecord;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedTopic;
import dev.gapless.simulation.stops.StoppedReplica;
import dev.gapless.simulation.time.SimulatedNode;
import dev.gapless.simulation.upstream.UpstreamOperation;
import java.util.ArrayList;
import java.util.List;

/**
 * A processor: live records first, then history; what is decided is published and ended in one step. History is noted
 * as in doubt before it is decided, so that the processor after a crash settles it before anything live.
 */
public final class ProcessorActor {

    private static final int BATCH = 12;
    private static final long TELL_SOON = SimulationContext.SECOND;
    private static final long TELL_ANYWAY = 3 * SimulationContext.SECOND;

    /** A record that was decided on. */
    private record Decided(LogEntry entry, Item item, Decision decision) {}

    private final SimulatedNode node;
    private final SimulationContext stage;
    private final ProcessOwnership group;
    private final GroupOffsets offsets;
    private final ItemLedger ledger;
    private final IntakePositions positions;
    private final StoppedReplica stops;
    private boolean awaitsLive;
    private long toldAt;
    private long joined;

    public ProcessorActor(
            SimulatedNode node,
            SimulationContext stage,
            ProcessOwnership group,
            GroupOffsets offsets,
            SimulatedDatabase database,
            ItemLedger ledger) {
        this.node = node;
        this.stage = stage;
        this.group = group;
        this.offsets = offsets;
        this.ledger = ledger;
        this.stops = stage.stops().replica(node, GuardedWork.PROCESSING);
        this.positions =
                new IntakePositions(stage.log(), offsets, database, stage.core().goesOnAtTheFloor());
    }

    public void start() {
        joined = 0;
        stops.start();
        node.after(stage.travel(), this::step);
    }

    private void soon() {
        node.after(stage.chance().between(10 * SimulationContext.MILLI, 120 * SimulationContext.MILLI), this::step);
    }

    private void step() {
        if (!group.isOwner(node) || !stops.mayBegin()) {
            soon();
            return;
        }
        if (joined != group.generation() || (stage.core().learnsOfPartitions() && !positions.areAll())) {
            joined = group.generation();
            awaitsLive = true;
            positions.rewind();
            node.reached("floors known");
        }
        List<LogEntry> lost = positions.lost(BATCH);
        if (!lost.isEmpty()) {
            decide(lost, joined, true);
            return;
        }
        List<LogEntry> doubtful = doubtful();
        if (!doubtful.isEmpty()) {
            decide(doubtful, joined, false);
            return;
        }
        List<LogEntry> live = positions.next(SimulatedTopic.LIVE, BATCH);
        if (!live.isEmpty()) {
            decide(live, joined, false);
            return;
        }
        awaitsLive = false;
        List<LogEntry> history = positions.next(SimulatedTopic.BACKFILL, BATCH);
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

    private List<LogEntry> doubtful() {
        List<LogEntry> doubtful = new ArrayList<>();
        if (awaitsLive) {
            for (LogEntry entry : positions.next(SimulatedTopic.BACKFILL, BATCH)) {
                if (entry.offset() < positions.doubtUntil(entry.partition())) {
                    doubtful.add(entry);
                }
            }
        }
        return doubtful;
    }

    /** @param again true for what was published before, and is lost to the ledger only */
    private void decide(List<LogEntry> batch, long generation, boolean again) {
        if (stage.core().offsetsFirst()) {
            offsets.ended(batch);
            node.reached("offsets first");
        }
        List<LogEntry> read = new ArrayList<>();
        List<Item> items = new ArrayList<>();
        List<LogEntry> refused = new ArrayList<>();
        for (LogEntry entry : batch) {
            CapturedRecord captured = (CapturedRecord) entry.value();
            switch (read(captured)) {
                case ExtractionResult.Item item -> {
                    read.add(entry);
                    items.add(item(captured, item, entry));
                }
                case ExtractionResult.Unreadable unreadable -> refused.add(entry);
            }
        }
        node.after(stage.travel(), () -> {
            node.reached("commit asked");
            CommitOutcome outcome = ledger.commit(items, positions.spans(batch));
            List<ItemDecision> verdicts = outcome.verdicts();
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
    private void end(List<LogEntry> batch, List<Decided> decided, List<LogEntry> refused, long generation) {
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

    private ExtractionResult read(CapturedRecord captured) {
        InferredRecord inferred = InferredRecord.read(captured);
        return inferred == null ? stage.source().extract(captured) : inferred.extraction();
    }

    private static UpstreamOperation deed(Item item) {
        return switch (item.operation()) {
            case CREATE -> UpstreamOperation.CREATED;
            case UPDATE -> UpstreamOperation.EDITED;
            case DELETE -> UpstreamOperation.DELETED;
        };
    }

    public static String position(LogEntry entry) {
        return entry.topic() + "-" + entry.partition() + "-" + entry.offset();
    }

    private static Item item(CapturedRecord captured, ExtractionResult.Item item, LogEntry entry) {
        return new Item(
                captured.stream(),
                item.itemId(),
                new Item.Content(
                        item.position(),
                        item.version(),
                        item.operation(),
                        item.hash(),
                        item.operation() == ItemOperation.DELETE ? null : item.canonical()),
                new Item.Arrival(
                        captured.path(),
                        MicrosecondTime.of(captured.receivedAt()),
                        captured.provenance(),
                        captured.generation(),
                        captured.shape() == CapturedRecord.RecordKind.INFERRED_DELETE,
                        0),
                new LogPosition(entry.topic().id(), entry.partition(), entry.offset()));
    }

    /** Where the group goes on, by the log's word. */
    public static long next(SimulationContext stage, GroupOffsets offsets, SimulatedTopic topic, int partition) {
        Long next = offsets.next(topic, partition);
        return Math.max(stage.log().start(topic, partition), next == null ? 0 : next);
    }

    /** True when all that was captured has come to its end. */
    public static boolean isThrough(SimulationContext stage, GroupOffsets offsets) {
        for (SimulatedTopic topic : IntakePositions.CAPTURED) {
            for (int partition = 0; partition < stage.log().partitions(topic); partition++) {
                if (next(stage, offsets, topic, partition) < stage.log().end(topic, partition)) {
                    return false;
                }
            }
        }
        return true;
    }
}
