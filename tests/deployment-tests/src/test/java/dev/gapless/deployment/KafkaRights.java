package dev.gapless.deployment;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What each service does with Kafka, as its code was read: {@code operation type name}, and a prefix ends in a star.
 */
final class KafkaRights {

    static final Map<String, Set<String>> ALL = Map.of(
            // tells who reads, and how many records wait; publishes assignments, and compares them
            "gapless-scheduler",
            rights(
                    "Read topic gapless.mining-progress",
                    "Read topic gapless.capture-assignments",
                    "Write topic gapless.capture-assignments",
                    "Write topic gapless.mining-tasks",
                    "Write topic gapless.control",
                    "Write topic gapless.dead-letters",
                    "Read group scheduler",
                    "Describe group gapless-*"),
            // deletes records that no service needs; looks which records of a redrive or an undo were published
            "gapless-checkpoint",
            rights(
                    "Read topic gapless.coverage",
                    "Delete topic gapless.coverage",
                    "Read topic gapless.dead-letters",
                    "Write topic gapless.dead-letters",
                    "Delete topic gapless.dead-letters",
                    "Read topic gapless.captured-live",
                    "Write topic gapless.captured-live",
                    "Delete topic gapless.captured-live",
                    "Read topic gapless.captured-backfill",
                    "Write topic gapless.captured-backfill",
                    "Delete topic gapless.captured-backfill",
                    "Read group gapless-coverage",
                    "Read group gapless-dead-letters",
                    "Describe group gapless-processors",
                    "Describe group gapless-archive"),
            // a replay is published as mined
            "gapless-processor",
            rights(
                    "Read topic gapless.control",
                    "Read topic gapless.captured-live",
                    "Read topic gapless.captured-backfill",
                    "Write topic gapless.captured-backfill",
                    "Write topic gapless.changes",
                    "Write topic gapless.dead-letters",
                    "Read group gapless-processors",
                    "Read group gapless-archive",
                    "Describe transactionalId gapless-processor-*",
                    "Write transactionalId gapless-processor-*"),
            // says of its group where it begins and how long its locks last
            "gapless-miner",
            rights(
                    "Read topic gapless.mining-tasks",
                    "Read topic gapless.control",
                    "Write topic gapless.captured-backfill",
                    "Write topic gapless.coverage",
                    "Write topic gapless.mining-progress",
                    "Write topic gapless.dead-letters",
                    "Read group gapless-miners",
                    "AlterConfigs group gapless-miners",
                    "DescribeConfigs group gapless-miners"),
            // ends assignments that stand in another partition than their key's
            "gapless-capture",
            rights(
                    "Read topic gapless.capture-assignments",
                    "Write topic gapless.capture-assignments",
                    "Read topic gapless.control",
                    "Write topic gapless.captured-live",
                    "Write topic gapless.coverage",
                    "Write topic gapless.dead-letters",
                    "Read group gapless-capture"),
            // in no group; looks how far the processors have published
            "gapless-live",
            rights("Read topic gapless.changes", "Describe group gapless-processors"));

    private KafkaRights() {}

    /** Topics are compared with what they must be by every service; none makes or changes one. */
    private static Set<String> rights(String... ofThisService) {
        Set<String> rights = new TreeSet<>(Set.of(ofThisService));
        rights.add("Describe topic gapless.*");
        rights.add("DescribeConfigs topic gapless.*");
        return rights;
    }
}
