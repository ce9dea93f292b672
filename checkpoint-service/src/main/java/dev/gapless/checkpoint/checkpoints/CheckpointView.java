package dev.gapless.checkpoint.checkpoints;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A checkpoint as the API shows it. Of one that cannot be read, who it is and why.
 *
 * @param granularity {@code ACCOUNT} or {@code STREAM}; of items, the ledger is the checkpoint
 * @param durationSeconds from its making to its completion; null before
 * @param processed pairs of first position done and first position after
 * @param unreadable null as a rule
 */
record CheckpointView(
        String entity,
        String granularity,
        String processor,
        @Nullable Instant createdAt,
        @Nullable Instant progressedAt,
        @Nullable Instant completedAt,
        @Nullable Double durationSeconds,
        @Nullable JsonNode state,
        @Nullable String contentHash,
        @Nullable Integer schemaVersion,
        @Nullable Instant migratedAt,
        @Nullable Long version,
        @Nullable Long token,
        @Nullable Long horizonFrom,
        List<long[]> processed,
        @Nullable Instant firstProcessedAt,
        @Nullable Long done,
        @Nullable Long expected,
        @Nullable String unreadable) {

    static CheckpointView of(Checkpoint one) {
        var duration = one.processingDuration();
        return new CheckpointView(
                one.id().entity(),
                granularity(one.id()),
                one.id().processor(),
                one.createdAt(),
                one.progressedAt(),
                one.completedAt(),
                duration == null ? null : (Double) (duration.toMillis() / 1e3),
                one.state(),
                one.contentHash(),
                one.schemaVersion(),
                one.migratedAt(),
                one.version(),
                one.token(),
                one.horizonFrom(),
                one.processed().ranges().stream()
                        .map(range -> new long[] {range.from(), range.to()})
                        .toList(),
                one.firstProcessedAt(),
                one.done(),
                one.expected(),
                null);
    }

    static CheckpointView unreadable(CheckpointId id, String why) {
        return new CheckpointView(
                id.entity(),
                granularity(id),
                id.processor(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                why);
    }

    private static String granularity(CheckpointId id) {
        return id.stream() == null ? "ACCOUNT" : "STREAM";
    }
}
