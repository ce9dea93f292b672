package dev.gapless.common.message;

import java.util.List;

/** The names of the topics, and of groups that read them. */
public final class TopicNames {

    public static final String MINING_TASKS = "gapless.mining-tasks";
    public static final String MINING_PROGRESS = "gapless.mining-progress";
    public static final String CAPTURE_ASSIGNMENTS = "gapless.capture-assignments";
    public static final String CAPTURED_LIVE = "gapless.captured-live";
    public static final String CAPTURED_BACKFILL = "gapless.captured-backfill";
    public static final String COVERAGE = "gapless.coverage";
    public static final String CHANGES = "gapless.changes";
    public static final String DEAD_LETTERS = "gapless.dead-letters";
    public static final String CONTROL = "gapless.control";

    /** Both topics of captured records. */
    public static final List<String> CAPTURED = List.of(CAPTURED_LIVE, CAPTURED_BACKFILL);

    /** The consumer group of the processors; it commits offsets in the transaction that publishes the changes. */
    public static final String PROCESSOR_GROUP = "gapless-processors";

    /** The share group of the miners. */
    public static final String MINER_GROUP = "gapless-miners";

    private TopicNames() {}
}
