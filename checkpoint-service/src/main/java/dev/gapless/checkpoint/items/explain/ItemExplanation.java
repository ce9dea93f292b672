package dev.gapless.checkpoint.items.explain;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of an item.
 *
 * @param verdict in one sentence
 * @param held null when it was never accepted
 * @param position that the windows are about: the item's, or the one asked about
 * @param sightings the first by each path
 * @param decisions accepted versions, the earliest first
 * @param windows those that hold the position
 * @param retractions what was taken back there
 */
record ItemExplanation(
        String stream,
        String id,
        String verdict,
        @Nullable Held held,
        @Nullable Long position,
        List<Sighting> sightings,
        List<Accepted> decisions,
        List<Window> windows,
        List<Retraction> retractions) {

    record Held(
            long position,
            long version,
            ItemOperation operation,
            boolean deleted,
            boolean inferred,
            IngestPath path,
            String provenance,
            String hash,
            Instant acceptedAt) {}

    /** @param by the live window or the mining task */
    record Sighting(IngestPath path, String by, Instant at) {}

    /**
     * @param rule why it was accepted, in words
     * @param log where its record stands: topic id, partition and offset
     */
    record Accepted(
            Instant at,
            Decision decision,
            String rule,
            ItemOperation operation,
            long version,
            long position,
            IngestPath path,
            String provenance,
            String hash,
            String log) {}

    record Window(
            String id,
            String evidence,
            IngestPath path,
            Set<Aspect> aspects,
            long from,
            long to,
            boolean open,
            Instant openedAt,
            Instant reportedAt) {}

    /** @param window empty for all live windows of its time */
    record Retraction(String window, long from, long to, String cause, Instant at) {}
}
