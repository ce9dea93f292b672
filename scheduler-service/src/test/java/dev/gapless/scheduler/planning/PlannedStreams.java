package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import dev.gapless.scheduler.gaps.GapState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the tests of planning plan for. */
final class PlannedStreams {

    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final StreamId POSTS = new StreamId("sandbox", "alice", "posts");
    static final StreamId BLOCKS = new StreamId("chain", "0xabc", "blocks");
    static final PlanningProperties PROPERTIES = new PlanningProperties(
            Duration.ofMillis(100),
            500,
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            16,
            Duration.ofHours(1),
            Duration.ofSeconds(30));

    private PlannedStreams() {}

    /** Ordered by time, wanted for the last hour; settles in 2 s, polled every 10 s. */
    static FollowedStream posts() {
        return followed(POSTS, spec("posts", PositionDomain.TIME), at(-3600));
    }

    /** The same, of a source that forgets after half an hour. */
    static FollowedStream forgotten() {
        return upkept(Duration.ofMinutes(30), null);
    }

    /** The same, compared every quarter of an hour. */
    static FollowedStream reconciled() {
        return upkept(null, Duration.ofMinutes(15));
    }

    static FollowedStream upkept(@Nullable Duration retention, @Nullable Duration reconcile) {
        StreamSpec plain = spec("posts", PositionDomain.TIME);
        StreamSpec upkept = new StreamSpec(
                plain.name(),
                plain.kind(),
                plain.domain(),
                plain.aspects(),
                plain.listed(),
                plain.live(),
                new StreamSpec.StreamTiming(plain.settle(), plain.horizon(), plain.poll(), retention, reconcile));
        return followed(POSTS, upkept, at(-3600));
    }

    /** Numbered; each number is in the listing at once. */
    static FollowedStream blocks(long from) {
        return rows(from, Duration.ZERO);
    }

    /** Numbered; a number is in the listing so long after a higher one was seen, or never. */
    static FollowedStream rows(long from, Duration settle) {
        return followed(BLOCKS, spec("blocks", PositionDomain.SEQUENCE, settle), from);
    }

    /** Since an hour ago; a live connection is dead after three seconds of silence. */
    private static FollowedStream followed(StreamId stream, StreamSpec spec, long from) {
        return new FollowedStream(stream, spec, from, NOON.minusSeconds(3600), Duration.ofSeconds(3));
    }

    private static StreamSpec spec(String name, PositionDomain domain) {
        return spec(name, domain, Duration.ofSeconds(2));
    }

    private static StreamSpec spec(String name, PositionDomain domain, Duration settle) {
        return new StreamSpec(
                name,
                Kind.EVENT,
                domain,
                Set.of(Aspect.CREATIONS, Aspect.EDITS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(settle, Duration.ofHours(1), Duration.ofSeconds(10)));
    }

    /** The position that many seconds after noon. */
    static long at(double seconds) {
        return MicrosecondTime.of(NOON) + Math.round(seconds * 1_000_000);
    }

    static Range range(double fromSeconds, double toSeconds) {
        return Range.of(at(fromSeconds), at(toSeconds));
    }

    static Entry notLive(StreamId stream, Range... missing) {
        return new Entry(stream, List.of(missing), null, null, null, null, 1);
    }

    static Entry live(StreamId stream, long liveTo, double age, Range... missing) {
        return new Entry(stream, List.of(missing), liveTo, NOON, age, null, 1);
    }

    static Entry numbered(@Nullable Long frontier, @Nullable Long liveTo, long generation, List<Range> missing) {
        return new Entry(
                BLOCKS,
                missing,
                liveTo,
                liveTo == null ? null : NOON,
                liveTo == null ? null : 1.0,
                frontier,
                generation);
    }

    static GapRow gap(StreamId stream, Range range, GapState state) {
        return new GapRow(
                "g" + range.from(),
                stream,
                range,
                state,
                7,
                1,
                new GapRow.GapTries(0, 0, null, NOON),
                MiningMode.GAP_FILL,
                null);
    }
}
