package dev.gapless.checkpoint.coverage.consistency;

import java.time.Instant;
import java.util.Map;

/** Knows how fast gaps were filled. */
@FunctionalInterface
interface GapFillTimes {

    /** By source; empty when it cannot be known now. */
    Map<String, GapFillStatistics> between(Instant from, Instant to);
}
