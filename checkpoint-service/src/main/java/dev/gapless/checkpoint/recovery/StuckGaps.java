package dev.gapless.checkpoint.recovery;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scheduler's gaps that it does not get filled. */
interface StuckGaps {

    /** @param reason what the last miner said of it; null when it said nothing */
    record Stuck(
            String id,
            String source,
            String account,
            String stream,
            @Nullable String reason) {

        String entity() {
            return source + "/" + account + "/" + stream;
        }

        String accountKey() {
            return source + "/" + account;
        }
    }

    /** What came of releasing one. */
    enum Released {
        /** It is tried at once. */
        NOW,
        /** It is not stuck any more, or is gone: nothing was to be done. */
        ALREADY
    }

    /** Empty when the scheduler did not answer; at most 10,000. */
    Optional<List<Stuck>> list();

    /** Throws when the scheduler did not answer: it may or may not be released, and can be again. */
    Released release(String id);
}
