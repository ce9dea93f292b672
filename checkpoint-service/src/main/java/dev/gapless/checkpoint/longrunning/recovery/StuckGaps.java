package dev.gapless.checkpoint.longrunning.recovery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The scheduler's gaps that do not get filled. */
interface StuckGaps {

    /**
     * A gap as the scheduler lists it.
     *
     * @param state {@code STUCK}: only a person has it tried again; otherwise it is tried again by itself
     * @param attempts tries so far; each ended with a failure, a lost lease, or a range that stayed open
     * @param openedAt when it was first known
     * @param lostLeases how often in a row a miner said nothing before its lease ran out
     * @param reopenings how often it was walked to its end, and coverage did not show it
     * @param reason what the last miner said of it; null when it said nothing
     */
    record StuckGap(
            String id,
            String source,
            String account,
            String stream,
            String state,
            int attempts,
            Instant openedAt,
            int lostLeases,
            int reopenings,
            @Nullable String reason) {

        String entity() {
            return source + "/" + account + "/" + stream;
        }

        boolean isStuck() {
            return state.equals("STUCK");
        }
    }

    /** What came of releasing one. */
    enum ReleaseResult {
        /** It is tried at once. */
        RELEASED,
        /** It is not stuck any more, or is gone: nothing was to be done. */
        ALREADY
    }

    /** Those in one state, at most 10,000. Empty when the scheduler did not answer. */
    Optional<List<StuckGap>> list(String state);

    /** Throws when the scheduler did not answer: it may or may not be released, and can be again. */
    ReleaseResult release(String id);
}
