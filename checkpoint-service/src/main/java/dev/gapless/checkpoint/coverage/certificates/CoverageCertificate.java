package dev.gapless.checkpoint.coverage.certificates;

import dev.gapless.checkpoint.coverage.audits.MissRate;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Window;
import dev.gapless.checkpoint.coverage.windows.SnapshotFreshness;
import dev.gapless.common.coverage.Aspect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is held of {@code [from, to)} of a stream by what evidence, what is missing of each aspect, and what is being
 * done about it.
 *
 * @param missing pairs of first position missing and first position after
 * @param frontier numbered streams: the first position the source is not known to have; null when unknown
 * @param freshness snapshot streams: when the state was last compared; null for never, and for streams of events
 * @param snapshot the same streams: what was compared, and how often it has changed
 * @param gapsKnown false when the scheduler did not answer: then nothing is said of gaps
 * @param measured of the last 30 days; null when the stream was not audited
 * @param issuedAt when this was told
 * @param ledger which ledger it is about
 */
record CoverageCertificate(
        String stream,
        long from,
        long to,
        List<Window> windows,
        Map<Aspect, List<long[]>> missing,
        long generation,
        @Nullable Long frontier,
        @Nullable Instant freshness,
        @Nullable SnapshotFreshness snapshot,
        boolean gapsKnown,
        List<Gap> gaps,
        @Nullable MissRate measured,
        Instant issuedAt,
        UUID ledger) {

    /**
     * A gap as the scheduler tells of it.
     *
     * @param deadline when the source forgets it; null when it never does
     * @param reason why it cannot be filled or is stuck; null when neither
     * @param etaSeconds until it closes, estimated; null when nobody can say
     * @param closesAt the same as an instant
     */
    record Gap(
            String id,
            long from,
            long to,
            @Nullable JsonNode aspects,
            @Nullable String mode,
            String state,
            @Nullable JsonNode deadline,
            @Nullable String reason,
            @Nullable Long etaSeconds,
            @Nullable Instant closesAt) {}
}
