package dev.gapless.simulation.kafka;

import dev.gapless.common.message.IngestPath;
import java.util.Arrays;
import java.util.UUID;

/** The topics, with how many partitions each has at first. */
public enum SimulatedTopic {
    LIVE(2),
    BACKFILL(2),
    COVERAGE(1),
    TASKS(1),
    PROGRESS(1),
    DEAD_LETTERS(1);

    private final UUID id = new UUID(0, name().hashCode());
    private final int partitions;

    SimulatedTopic(int partitions) {
        this.partitions = partitions;
    }

    /** The captured topic that a path writes to. */
    public static SimulatedTopic of(IngestPath path) {
        return path == IngestPath.LIVE ? LIVE : BACKFILL;
    }

    public static SimulatedTopic of(UUID id) {
        return Arrays.stream(values())
                .filter(topic -> topic.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Its name among all topics that ever were. */
    public UUID id() {
        return id;
    }

    int partitions() {
        return partitions;
    }
}
