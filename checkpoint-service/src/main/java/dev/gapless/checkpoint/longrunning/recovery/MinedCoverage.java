package dev.gapless.checkpoint.longrunning.recovery;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** When mining last brought a stream on. */
interface MinedCoverage {

    /**
     * @param streams as {@code source/account/stream}
     * @return by stream, when a mined range was last reported; streams without one are left out
     */
    Map<String, Instant> lastReported(Collection<String> streams);
}
