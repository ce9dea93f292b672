package dev.gapless.simulation.kafka;

import java.util.UUID;

/** The topics, with how many partitions each has. */
public enum Topic {
    LIVE(2),
    BACKFILL(2),
    COVERAGE(1),
    TASKS(1),
    PROGRESS(1),
    DEAD_LETTERS(1);

    private final UUID id = new UUID(0, name().hashCode());
    private final int partitions;

    Topic(int partitions) {
        this.partitions = partitions;
    }

    /** Its name among all topics that ever were. */
    public UUID id() {
        return id;
    }

    public int partitions() {
        return partitions;
    }
}
