package dev.gapless.scheduler.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gapless.common.connector.StreamSpec;
import dev.gapless.common.connector.StreamSpec.Kind;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MissingAnswer.Entry;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.common.position.StreamId;
import dev.gapless.scheduler.accounts.Followed;
import dev.gapless.scheduler.instants.Micros;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against figures that were computed by hand: due after five minutes, blind after one. */
class ObjectiveJudgeTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final StreamId STREAM = new StreamId("source", "alice", "posts");
    private static final Offset<Double> MILLISECOND = within(0.001);

    private final ObjectiveJudge judge = new ObjectiveJudge(Duration.ofMinutes(5), Duration.ofMinutes(1));

    private static Followed followed(PositionDomain domain, int settleSeconds, Instant since) {
        StreamSpec spec = new StreamSpec(
                "posts",
                Kind.EVENT,
                domain,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                Duration.ofSeconds(settleSeconds),
                Duration.ofHours(1),
                Duration.ofSeconds(10));
        return new Followed(STREAM, spec, 0, since, Duration.ofSeconds(3));
    }

    private static final Followed POSTS = followed(PositionDomain.TIME, 2, NOON.minusSeconds(3600));
    private static final Followed BLOCKS = followed(PositionDomain.SEQUENCE, 0, NOON.minusSeconds(3600));

    private static Range seconds(long from, long to) {
        return new Range(Micros.of(NOON.plusSeconds(from)), Micros.of(NOON.plusSeconds(to)));
    }

    private static Entry missing(@Nullable Long frontier, Range... ranges) {
        return new Entry(STREAM, List.of(ranges), null, null, null, frontier, 1);
    }

    private ObjectiveSeconds at(Followed followed, @Nullable Entry answer, int before, int now) {
        return judge.judge(followed, answer, NOON.plusSeconds(before), NOON.plusSeconds(now));
    }

    @Test
    void a_hole_of_four_seconds_in_the_ten_that_fell_due_is_four_seconds_late_although_the_newest_positions_are_held() {
        assertThat(at(POSTS, missing(null, seconds(-296, -292)), 0, 10)).isEqualTo(new ObjectiveSeconds(10, 4, 0));
    }

    @Test
    void a_hole_that_is_younger_than_five_minutes_is_not_late_yet_and_an_older_one_counted_at_its_time() {
        assertThat(at(POSTS, missing(null, seconds(-290, 0), seconds(-900, -300)), 0, 10))
                .isEqualTo(new ObjectiveSeconds(10, 0, 0));
    }

    @Test
    void what_is_claimed_and_not_held_is_late() {
        Entry claimed = new Entry(STREAM, List.of(), null, null, null, null, 1, null, List.of(seconds(-300, -297)));

        assertThat(at(POSTS, claimed, 0, 10)).isEqualTo(new ObjectiveSeconds(10, 3, 0));
    }

    @Test
    void without_an_answer_all_that_fell_due_is_late() {
        assertThat(at(POSTS, null, 0, 10)).isEqualTo(new ObjectiveSeconds(10, 10, 0));
        assertThat(at(BLOCKS, null, 0, 10)).isEqualTo(new ObjectiveSeconds(10, 10, 0));
    }

    @Test
    void a_numbered_stream_of_unknown_length_is_late() {
        assertThat(at(BLOCKS, missing(null), 0, 10)).isEqualTo(new ObjectiveSeconds(10, 10, 0));
    }

    @Test
    void what_nobody_looked_at_for_over_a_minute_is_late() {
        assertThat(at(POSTS, missing(null), 0, 600)).isEqualTo(new ObjectiveSeconds(600, 540, 0));
    }

    @Test
    void a_stream_falls_due_since_it_is_followed_and_no_sooner_than_it_has_settled() {
        Followed young = followed(PositionDomain.TIME, 2, NOON.minusSeconds(293));
        Followed slow = followed(PositionDomain.TIME, 900, NOON.minusSeconds(3600));

        assertThat(at(young, missing(null), 0, 10)).isEqualTo(new ObjectiveSeconds(3, 0, 0));
        assertThat(at(followed(PositionDomain.TIME, 2, NOON), null, 0, 10)).isEqualTo(ObjectiveSeconds.NONE);
        assertThat(at(slow, missing(null, seconds(-894, -890)), 0, 10)).isEqualTo(new ObjectiveSeconds(10, 4, 0));
    }

    @Test
    void what_was_held_when_it_fell_due_and_is_not_held_later_is_revoked_once() {
        assertThat(at(POSTS, missing(null, seconds(-298, -297)), 0, 10)).isEqualTo(new ObjectiveSeconds(10, 1, 0));
        assertThat(at(POSTS, missing(null, seconds(-298, -297), seconds(-600, -593)), 10, 20))
                .isEqualTo(new ObjectiveSeconds(10, 0, 7));
        assertThat(at(POSTS, missing(null, seconds(-600, -593)), 20, 30)).isEqualTo(new ObjectiveSeconds(10, 0, 0));
    }

    @Test
    void the_positions_of_a_numbered_stream_fall_due_five_minutes_after_something_beyond_them_was_seen() {
        for (int now = 10; now <= 300; now += 10) {
            at(BLOCKS, missing((long) now), now - 10, now);
        }
        ObjectiveSeconds held = at(BLOCKS, missing(310L, new Range(20, 400)), 300, 310);
        ObjectiveSeconds half = at(BLOCKS, missing(320L, new Range(15, 400)), 310, 320);

        assertThat(held).isEqualTo(new ObjectiveSeconds(10, 0, 0));
        assertThat(half.due()).isEqualTo(10);
        assertThat(half.late())
                .as("5 of the 10 positions that were first seen then")
                .isEqualTo(5, MILLISECOND);
    }

    /** 10 streams, cut off for five minutes within an hour, at 99.9 % of 30 days. */
    @Test
    void the_budget_its_burn_and_its_end_are_those_computed_by_hand() {
        ObjectiveProperties properties = new ObjectiveProperties(
                0.999, Duration.ofMinutes(5), Duration.ofDays(30), Duration.ofSeconds(10), Duration.ofMinutes(1));
        ObjectiveSeconds hour = new ObjectiveSeconds(36_000, 3_000, 0);
        ObjectiveSeconds day = new ObjectiveSeconds(864_000 * 5.0, 3_000, 600);
        Map<String, @Nullable ObjectiveSeconds> windows = new LinkedHashMap<>();
        windows.put("1h", hour);
        windows.put("6h", null);

        ObjectiveView view = ObjectiveView.of("source", properties, day, windows, hour, 3_600);

        assertThat(view.budgetSeconds()).as("a thousandth of 4,320,000").isEqualTo(4_320, MILLISECOND);
        assertThat(view.budgetLeftSeconds()).isEqualTo(720, MILLISECOND);
        assertThat(view.heldInTime()).isEqualTo(1 - 3_600 / 4_320_000.0, MILLISECOND);
        assertThat(view.burn().get("1h")).as("a twelfth over a thousandth").isEqualTo(83.333, MILLISECOND);
        assertThat(view.burn()).containsEntry("6h", null);
        assertThat(view.exhaustedInSeconds())
                .as("720 at (3,000 - 36) / 3,600 a second")
                .isEqualTo(720 / (2_964 / 3_600.0), MILLISECOND);
    }
}
