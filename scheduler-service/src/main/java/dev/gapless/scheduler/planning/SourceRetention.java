package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.scheduler.accounts.FollowedStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a source has forgotten by now. */
final class SourceRetention {

    /** The boundary moves in steps, so that a gap it moves through is not another one every second. */
    private static final long STEP = MicrosecondTime.of(Duration.ofMinutes(1));

    /** So much of the retention is left to a walk that begins at its far end, before what it reads is forgotten. */
    private static final int TENTH = 10;

    /** Behind every position, so that what is missing is forgotten wherever it is. */
    private static final long NOTHING = Long.MAX_VALUE - 1;

    private SourceRetention() {}

    /**
     * The first position that the source still shows; {@link Long#MIN_VALUE} where it keeps everything, and behind all
     * positions where it lists nothing.
     */
    static long boundary(FollowedStream followed, Instant now) {
        Duration retention = retention(followed);
        if (Duration.ZERO.equals(retention)) {
            return NOTHING;
        }
        return retention == null
                ? Long.MIN_VALUE
                : Math.floorDiv(MicrosecondTime.of(now.minus(retention)), STEP) * STEP;
    }

    /** Where a walk begins that needs a while, and may not be overtaken by the boundary. */
    static long walkable(FollowedStream followed, Instant now) {
        Duration retention = retention(followed);
        return retention == null
                ? Long.MIN_VALUE
                : boundary(followed, now) + MicrosecondTime.of(retention.dividedBy(TENTH));
    }

    /** When the source forgets the position; null where it keeps everything. */
    static @Nullable Instant deadline(FollowedStream followed, long position) {
        Duration retention = retention(followed);
        return retention == null ? null : MicrosecondTime.toInstant(position).plus(retention);
    }

    private static @Nullable Duration retention(FollowedStream followed) {
        return followed.spec().domain() == PositionDomain.TIME ? followed.spec().retention() : null;
    }

    static Coverage before(Coverage missing, long boundary) {
        return boundary == Long.MIN_VALUE || boundary <= 0
                ? Coverage.empty()
                : missing.minus(Coverage.of(List.of(new Range(boundary, Long.MAX_VALUE))));
    }
}
