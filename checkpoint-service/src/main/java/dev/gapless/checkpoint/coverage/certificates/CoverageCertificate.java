package dev.gapless.checkpoint.coverage.certificates;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
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
 * @param measured of the last 30 days; null when the stream was not audited
 * @param issuedAt when this was told
 * @param ledger which ledger it is about
 */
record CoverageCertificate(
        @JsonUnwrapped CertifiedRange extent,
        @JsonUnwrapped CertifiedCoverage coverage,
        @JsonUnwrapped SnapshotState state,
        @JsonUnwrapped OpenGaps openGaps,
        @Nullable MissRate measured,
        Instant issuedAt,
        UUID ledger) {
    /** What the certificate is about. */
    record CertifiedRange(String stream, long from, long to) {}

    /**
     * What is held of it, and what is missing.
     *
     * @param missing pairs of first position missing and first position after, of each aspect that the manifest gives
     *     the stream. Of all aspects while the scheduler is away
     * @param frontier numbered streams: the first position the source is not known to have; null when unknown
     */
    @SuppressWarnings("ArrayRecordComponent")
    record CertifiedCoverage(
            List<Window> windows,
            Map<Aspect, List<long[]>> missing,
            long generation,
            @Nullable Long frontier) {}

    /**
     * When a snapshot was last compared.
     *
     * @param freshness snapshot streams: when the state was last compared; null for never, and for streams of events
     * @param snapshot the same streams: what was compared, and how often it has changed
     */
    record SnapshotState(
            @Nullable Instant freshness, @Nullable SnapshotFreshness snapshot) {}

    /**
     * The gaps that lie in it.
     *
     * @param gapsKnown false when the scheduler did not answer: then nothing is said of gaps
     */
    record OpenGaps(boolean gapsKnown, List<Gap> gaps) {}

    String stream() {
        return extent.stream();
    }

    long from() {
        return extent.from();
    }

    long to() {
        return extent.to();
    }

    List<Window> windows() {
        return coverage.windows();
    }

    Map<Aspect, List<long[]>> missing() {
        return coverage.missing();
    }

    long generation() {
        return coverage.generation();
    }

    @Nullable
    Long frontier() {
        return coverage.frontier();
    }

    @Nullable
    Instant freshness() {
        return state.freshness();
    }

    @Nullable
    SnapshotFreshness snapshot() {
        return state.snapshot();
    }

    boolean gapsKnown() {
        return openGaps.gapsKnown();
    }

    List<Gap> gaps() {
        return openGaps.gaps();
    }

    /**
     * A gap as the scheduler tells of it.
     *
     * @param deadline when the source forgets it; null when it never does
     * @param reason why it cannot be filled or is stuck; null when neither
     * @param etaSeconds until it closes, estimated; null when it is unknown
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
