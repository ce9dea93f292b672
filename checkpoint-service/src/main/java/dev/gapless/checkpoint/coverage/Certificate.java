package dev.gapless.checkpoint.coverage;

import dev.gapless.common.coverage.Aspect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is held of {@code [from, to)} of a stream by what evidence, and what is missing of each aspect.
 *
 * @param missing pairs of first position missing and first position after
 * @param frontier numbered streams: the first position the source is not known to have; null when unknown
 * @param freshness snapshot streams: when the state was last compared; null for never, and for streams of events
 */
record Certificate(
        String stream,
        long from,
        long to,
        List<CoverageView.Window> windows,
        Map<Aspect, List<long[]>> missing,
        long generation,
        @Nullable Long frontier,
        @Nullable Instant freshness) {}
