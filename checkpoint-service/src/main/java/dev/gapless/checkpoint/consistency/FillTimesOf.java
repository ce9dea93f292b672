package dev.gapless.checkpoint.consistency;

import java.time.Instant;
import java.util.Map;

/** Knows how fast gaps were filled. */
@FunctionalInterface
interface FillTimesOf {

    /** By source; empty when it cannot be known now. */
    Map<String, FillTimes> between(Instant from, Instant to);
}
