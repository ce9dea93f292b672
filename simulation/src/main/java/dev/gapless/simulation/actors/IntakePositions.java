package dev.gapless.simulation.actors;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.kafka.LogEntry;
import dev.gapless.simulation.kafka.SimulatedLog;
import dev.gapless.simulation.kafka.SimulatedTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a processor is in each captured partition. The log's offset says what is published, the ledger's floor what is
 * decided. Where the floor is the lower one, the records between are decided again.
 */
final class IntakePositions {

    static final List<SimulatedTopic> CAPTURED = List.of(SimulatedTopic.LIVE, SimulatedTopic.BACKFILL);

    private record Partition(SimulatedTopic topic, int number) {}

    private final SimulatedLog log;
    private final GroupOffsets offsets;
    private final SimulatedDatabase database;
    private final boolean floors;
    // in the order of the partitions: the hash code of an enum differs between processes, and a seed must not
    private final Map<Partition, Long> decided = new LinkedHashMap<>();
    private final Map<Partition, Long> published = new LinkedHashMap<>();
    private final Map<Partition, Long> told = new LinkedHashMap<>();
    private final Map<Partition, Long> decidedBefore = new LinkedHashMap<>();

    /** @param floors false for one that believes the log alone */
    IntakePositions(SimulatedLog log, GroupOffsets offsets, SimulatedDatabase database, boolean floors) {
        this.log = log;
        this.offsets = offsets;
        this.database = database;
        this.floors = floors;
    }

    /** Asks both where to go on. */
    void rewind() {
        decided.clear();
        published.clear();
        told.clear();
        decidedBefore.clear();
        for (SimulatedTopic topic : CAPTURED) {
            for (int number = 0; number < log.partitions(topic); number++) {
                rewind(new Partition(topic, number));
            }
        }
    }

    private void rewind(Partition partition) {
        Long committed = offsets.next(partition.topic(), partition.number());
        long start = log.start(partition.topic(), partition.number());
        Floor floor = Objects.requireNonNull(database.note(partition.topic(), partition.number(), start, committed));
        long known = committed != null && committed >= floor.published() ? committed : floor.published();
        decidedBefore.put(partition, floor.decided());
        if (floors) {
            decided.put(partition, Math.max(start, Math.min(known, floor.decided())));
            published.put(partition, known);
            offsets.know(partition.topic(), partition.number(), known);
        } else {
            long next = Math.max(start, committed == null ? 0 : committed);
            decided.put(partition, next);
            published.put(partition, next);
        }
    }

    /** False when a captured topic has got another partition since. */
    boolean areAll() {
        return decided.size() == CAPTURED.stream().mapToInt(log::partitions).sum();
    }

    /** Up to where history may be decided and not published: by the log's note, or by the ledger's word. */
    long doubtUntil(int partition) {
        return Math.max(
                offsets.doubtUntil(partition),
                floors ? decidedBefore.getOrDefault(new Partition(SimulatedTopic.BACKFILL, partition), 0L) : 0);
    }

    /** Records that were published, and that the ledger has lost. */
    List<LogEntry> lost(int most) {
        List<LogEntry> lost = new ArrayList<>();
        decided.forEach((partition, next) -> {
            long end = published.getOrDefault(partition, 0L);
            for (LogEntry entry : log.read(partition.topic(), partition.number(), next, most)) {
                if (entry.offset() < end) {
                    lost.add(entry);
                }
            }
        });
        return lost;
    }

    List<LogEntry> next(SimulatedTopic topic, int most) {
        List<LogEntry> next = new ArrayList<>();
        decided.forEach((partition, from) -> {
            if (partition.topic() == topic) {
                next.addAll(log.read(topic, partition.number(), from, most));
            }
        });
        return next;
    }

    /**
     * The spans of all partitions, once the records are decided. A partition without a record has a span too, so that a
     * ledger that has lost records of any is found before it decides.
     */
    List<DecidedSpan> spans(List<LogEntry> batch) {
        Map<Partition, Long> ends = ends(batch);
        List<DecidedSpan> spans = new ArrayList<>();
        decided.forEach((partition, from) -> spans.add(new DecidedSpan(
                partition.topic().id(),
                partition.number(),
                from,
                ends.getOrDefault(partition, from),
                published.getOrDefault(partition, 0L))));
        return spans;
    }

    private static Map<Partition, Long> ends(List<LogEntry> batch) {
        Map<Partition, Long> ends = new LinkedHashMap<>();
        batch.forEach(
                entry -> ends.merge(new Partition(entry.topic(), entry.partition()), entry.offset() + 1, Math::max));
        return ends;
    }

    void decided(List<LogEntry> batch) {
        ends(batch).forEach((partition, end) -> decided.merge(partition, end, Math::max));
    }

    void published(List<LogEntry> batch) {
        decided(batch);
        ends(batch).forEach((partition, end) -> published.merge(partition, end, Math::max));
    }

    boolean hasUntold() {
        return !published.equals(told);
    }

    /**
     * Tells the ledger what is published.
     *
     * @return false when the ledger has not decided what was decided here: it is an earlier state of itself
     */
    boolean tell() {
        boolean whole = true;
        for (Map.Entry<Partition, Long> each : published.entrySet()) {
            Partition partition = each.getKey();
            Floor floor = database.note(partition.topic(), partition.number(), null, each.getValue());
            whole &= floor != null && floor.decided() >= decided.getOrDefault(partition, 0L);
        }
        told.putAll(published);
        return whole;
    }
}
