package dev.gapless.simulation.kafka;

/** The topics, with how many partitions each has. */
public enum Topic {
    LIVE(2),
    BACKFILL(2),
    COVERAGE(1),
    TASKS(1),
    PROGRESS(1),
    DEAD_LETTERS(1);

    private final int partitions;

    Topic(int partitions) {
        this.partitions = partitions;
    }

    public int partitions() {
        return partitions;
    }
}
