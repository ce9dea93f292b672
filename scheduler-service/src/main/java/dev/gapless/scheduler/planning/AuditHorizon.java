package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Coverage;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.scheduler.accounts.FollowedStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of a stream ordered by time that an audit can read again with a useful result. */
public final class AuditHorizon {

    private AuditHorizon() {}

    /**
     * What has settled for so long and is not about to be forgotten; null when there is no such thing.
     *
     * @param age beyond the settle time
     */
    public static @Nullable Range of(FollowedStream followed, Instant now, Duration age) {
        long from = Math.max(followed.from(), SourceRetention.walkable(followed, now));
        long to = MicrosecondTime.of(now.minus(followed.spec().settle()).minus(age));
        return from < to ? new Range(from, to) : null;
    }

    /** What is covered of it, and has settled also by what was measured. */
    public static Coverage covered(Range asked, FollowedStream followed, Entry answer, Instant now, Duration age) {
        long to = PlanningHorizons.settled(followed, answer, now.minus(age));
        Coverage covered = Coverage.of(List.of(asked)).minus(Coverage.of(answer.missing()));
        return covered.minus(Coverage.of(List.of(new Range(to, Long.MAX_VALUE))));
    }
}
