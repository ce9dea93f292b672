package dev.gapless.simulation.database;

import dev.gapless.common.message.DecidedSpan;
import dev.gapless.common.message.FloorResponse.Floor;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.simulation.core.ComponentFactory;
import dev.gapless.simulation.kafka.SimulatedTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables of floors and of lost records. A floor rises only without a break; what the log has deleted below it
 * unread is a hole.
 */
public final class FloorTable {

    private record Partition(SimulatedTopic topic, int number) {}

    private record Hole(Partition partition, long from, long to) {}

    private final ComponentFactory core;
    private final Map<Partition, Floor> floors = new HashMap<>();
    private final List<Hole> holes = new ArrayList<>();

    FloorTable(ComponentFactory core) {
        this.core = core;
    }

    /** False when the span begins above its partition's floor. */
    boolean reaches(DecidedSpan span) {
        Floor floor = floors.get(partition(span));
        return !core.floorsRiseWithoutABreak() || (floor != null && floor.decided() >= span.from());
    }

    long decided(SimulatedTopic topic, int number) {
        Floor floor = floors.get(new Partition(topic, number));
        return floor == null ? 0 : floor.decided();
    }

    void advance(DecidedSpan span) {
        floors.merge(
                partition(span),
                new Floor(span.to(), span.published()),
                (one, other) -> new Floor(
                        Math.max(one.decided(), other.decided()), Math.max(one.published(), other.published())));
    }

    private static Partition partition(DecidedSpan span) {
        return new Partition(SimulatedTopic.of(span.topicId()), span.partition());
    }

    /**
     * Notes what the log has of the partition, and what is published of it.
     *
     * @param start the first offset that the log still has; null when it was not looked at
     * @param published the offset below which the asker knows all changes to be published; null when it knows of none
     * @return null when there is no floor and none can be made
     */
    public @Nullable Floor note(SimulatedTopic topic, int number, @Nullable Long start, @Nullable Long published) {
        Partition partition = new Partition(topic, number);
        Floor floor = floors.get(partition);
        if (core.notesLostRecords() && start != null && start > (floor == null ? 0 : floor.decided())) {
            holes.add(new Hole(partition, floor == null ? 0 : floor.decided(), start));
        }
        if (floor == null && start == null) {
            return null;
        }
        long least = start == null ? 0 : start;
        Floor noted = new Floor(
                Math.max(floor == null ? 0 : floor.decided(), least),
                Math.max(floor == null ? least : floor.published(), published == null ? 0 : published));
        floors.put(partition, noted);
        return noted;
    }

    /** True when the ledger has decided all of these records. */
    boolean reached(IngestPath path, List<RecordSpan> records) {
        return records.stream().allMatch(span -> {
            Floor floor = floors.get(new Partition(SimulatedTopic.of(path), span.partition()));
            return floor != null && floor.decided() >= span.next();
        });
    }

    /** True when one of these records was deleted before it was decided. */
    boolean lost(IngestPath path, List<RecordSpan> records) {
        return records.stream()
                .anyMatch(span -> holes.stream()
                        .anyMatch(hole ->
                                hole.partition().equals(new Partition(SimulatedTopic.of(path), span.partition()))
                                        && hole.from() < span.next()
                                        && hole.to() > span.first()));
    }
}
