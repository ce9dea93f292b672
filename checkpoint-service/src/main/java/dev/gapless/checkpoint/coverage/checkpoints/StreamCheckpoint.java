package dev.gapless.checkpoint.coverage.checkpoints;

import dev.gapless.common.coverage.Aspect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a stream has come: a view over its coverage, its state, its gaps and its walks. Positions are µs since 1970
 * where the stream is ordered by time.
 *
 * @param stream {@code source/account/stream}
 * @param positions where it stands
 * @param generation how often the source has rewritten its history
 * @param gapsKnown false while the scheduler does not answer: then nothing is said of gaps
 * @param gapStates how many gaps are in each state; filled ones are left out
 * @param gaps those by position
 * @param walks reconciliations under way
 * @param lastEvidence of the report that came last; null before the first
 * @param updatedAt when that report came; null before the first
 */
record StreamCheckpoint(
        String stream,
        CheckpointPosition positions,
        long generation,
        boolean gapsKnown,
        Map<String, Long> gapStates,
        List<OpenGap> gaps,
        List<WalkProgress> walks,
        @Nullable LastEvidence lastEvidence,
        @Nullable Instant updatedAt) {

    /**
     * Where the stream stands.
     *
     * @param from the first position that is claimed or that a gap lacks; null when there is none
     * @param wholeTo by aspect, the first position behind {@code from} that is not held. Of aspects that the manifest
     *     gives the stream; of all while the scheduler is away
     * @param heldTo the end of the furthest range that the ledger has decided; null when nothing is held
     * @param claimedTo the end of the furthest range that Kafka has acknowledged; null when there is none
     * @param frontier numbered streams: the first position the source is not known to have; null when unknown
     */
    record CheckpointPosition(
            @Nullable Long from,
            Map<Aspect, Long> wholeTo,
            @Nullable Long heldTo,
            @Nullable Long claimedTo,
            @Nullable Long frontier) {}

    /** @param reason why it waits or failed; null when there is nothing to say */
    record OpenGap(
            String id,
            long from,
            long to,
            @Nullable String mode,
            String state,
            @Nullable String reason) {}

    /**
     * @param epoch of the dispatch that has it
     * @param version pages and claims so far
     */
    record WalkProgress(String gap, long epoch, long version, Instant movedAt) {}

    /** @param path by which it came */
    record LastEvidence(String evidence, String path, long from, long to) {}
}
