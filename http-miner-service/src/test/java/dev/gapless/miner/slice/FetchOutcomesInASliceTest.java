package dev.gapless.miner.slice;

import static dev.gapless.miner.walk.MinerFixture.gap;
import static dev.gapless.miner.walk.MinerFixture.page;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.DeadLetter;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.common.platform.UpstreamGate;
import dev.gapless.common.platform.UpstreamGate.GuardedWork;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.StreamSpec;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome;
import dev.gapless.miner.fetch.FetchOutcome.Absent;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Cause;
import dev.gapless.miner.fetch.FetchOutcome.PermanentFault;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.fetch.FetchOutcome.TransientFault;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.fetch.FetchResult;
import dev.gapless.miner.fetch.QuotaLeft;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FetchOutcomesInASliceTest {

    private static final TransientFault FAULT = new TransientFault(Cause.SERVER, "status 500");
    private static final TooLong TOO_LONG = new TooLong(3, new byte[] {1, 2, 3});
    private static final Answered ANSWER = new Answered(new byte[] {'{', '}'});

    private final MinerFixture mine = new MinerFixture();

    @Test
    void a_short_throttle_is_waited_for_inside_the_slice() {
        mine.fetch.answer(new Throttled(FixedNoon.NOON.plusSeconds(1)));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "a"));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).containsExactly(FixedNoon.NOON, FixedNoon.NOON.plusSeconds(1));
    }

    @Test
    void while_stops_are_unknown_no_call_is_made_and_it_costs_no_attempt() {
        mine.gate = new UpstreamGate(GuardedWork.MINING, Duration.ofSeconds(5), Duration.ofSeconds(60), () -> 0);

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "a"));

        assertThat(mine.fetch.calls()).isEmpty();
        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.reason()).isEqualTo("stopped by an operator");
    }

    @Test
    void a_long_throttle_ends_the_slice_and_names_the_instant() {
        mine.fetch.answer(ANSWER, new Throttled(FixedNoon.NOON.plusSeconds(30)));

        MiningProgress progress = mine.mine(gap(), page(Range.of(50, 100), false, "b"), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(30));
        assertThat(SliceResume.read(progress.resume()).point()).isEqualTo("after-1");
        assertThat(mine.waiter.waits).isEmpty();
    }

    @Test
    void all_waits_of_a_slice_together_stay_within_its_patience() {
        for (int second = 1; second <= 3; second++) {
            mine.fetch.answer(new Throttled(FixedNoon.NOON.plusSeconds(second)));
        }

        MiningProgress progress = mine.mine(gap(), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(Duration.between(FixedNoon.NOON, mine.clock.instant())).isEqualTo(Duration.ofSeconds(2));
    }

    /**
     * Requirement 001-83: the third refusal in a row opens the breaker, and each probe that is refused does so anew.
     */
    @Test
    void three_refusals_in_a_row_leave_calls_out_for_a_quarter_of_an_hour() {
        List<Duration> pauses = new ArrayList<>();
        List<@Nullable String> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            mine.fetch.answer(new Throttled(null));
            Instant begun = mine.clock.instant();
            MiningProgress progress = mine.mine(gap(), page(null, true));
            assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
            Instant due = Objects.requireNonNull(progress.retryAt());
            pauses.add(Duration.between(begun, due));
            reasons.add(progress.reason());
            mine.clock.set(due);
        }
        mine.fetch.answer(ANSWER);

        assertThat(mine.mine(gap(), page(Range.of(0, 100), true, "a")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        Duration open = Duration.ofMinutes(15).plusMillis(1);
        assertThat(pauses).containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(5), open, open);
        String reason = "circuit open after 3 refusals for the source's limit";
        assertThat(reasons).containsExactly(null, null, reason, reason);
        assertThat(mine.fetch.calls()).hasSize(5);
        assertThat(mine.pacing.pauses).hasSize(6);
    }

    /** What is said in words is no class: the same status opens it whatever the body tells. */
    @Test
    void failures_of_the_server_open_it_for_a_shorter_time() {
        mine.fetch.answer(FAULT, FAULT, FAULT);

        MiningProgress failed = mine.mine(gap(), page(null, true));
        MiningProgress next = mine.mine(gap(), page(null, true));

        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(next.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(next.reason()).isEqualTo("circuit open after 3 failures: " + FAULT.reason());
        assertThat(mine.fetch.calls()).hasSize(3);
        assertThat(mine.meters
                        .get("gapless.upstream.breakers.open")
                        .tag("counted", "failing")
                        .gauge()
                        .value())
                .isOne();
    }

    @Test
    void what_any_answer_says_of_limits_holds_the_next_call() {
        mine.fetch.answer(new FetchResult(FAULT, FixedNoon.NOON.plusSeconds(20)));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "a"));

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(20));
        assertThat(mine.fetch.calls()).hasSize(1);
    }

    @Test
    void an_answer_that_was_the_last_of_its_quota_holds_the_next_call() {
        mine.fetch.answer(new FetchResult(ANSWER, FixedNoon.NOON.plusSeconds(20)));

        MiningProgress progress = mine.mine(gap(), page(Range.of(50, 100), false, "b"), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(20));
        assertThat(progress.pages()).isEqualTo(1);
    }

    /** A task of such a stream can only be an old one: its manifest has changed since. */
    @Test
    void a_stream_without_a_listing_is_gone_without_a_call() {
        StreamSpec unlisted = new StreamSpec(
                "posts",
                StreamSpec.Kind.EVENT,
                PositionDomain.TIME,
                Set.of(Aspect.CREATIONS),
                Set.of(Aspect.CREATIONS),
                true,
                new StreamSpec.StreamTiming(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, null));
        FakeSource source = FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
            throw new IllegalStateException("no walk leads through it");
        });

        assertThat(mine.mine(gap(), source.with(unlisted)).outcome()).isEqualTo(Outcome.GONE);
        assertThat(mine.fetch.calls()).isEmpty();
    }

    @Test
    void what_is_left_of_a_quota_sets_the_pace_where_it_is_slower_than_the_manifests() {
        mine.fetch.answer(new FetchResult(ANSWER, null, new QuotaLeft(2, Duration.ofSeconds(10))));
        assertThat(mine.mine(gap(), page(Range.of(0, 100), true, "a")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(mine.pacing.intervals).containsExactly(Duration.ofSeconds(5));

        mine.fetch.answer(new FetchResult(ANSWER, null, new QuotaLeft(1_000_000, Duration.ofSeconds(10))));
        assertThat(mine.mine(gap(), page(Range.of(0, 100), true, "a")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(mine.pacing.intervals).hasSize(1);
    }

    /** With three attempts a slice, a source that is ill would be asked three times as often as one that is well. */
    @Test
    void a_source_that_keeps_failing_is_asked_at_most_a_tenth_more_often() {
        int slices = 200;
        for (int i = 0; i < slices; i++) {
            // well in between, so that no breaker opens
            mine.fetch.answer(FAULT, FAULT, ANSWER);
            mine.mine(gap(), page(null, true));
            mine.clock.advance(Duration.ofMinutes(1));
        }

        assertThat(mine.fetch.calls()).hasSizeBetween(slices, slices + slices / 10 + 11);
    }

    @Test
    void a_single_failure_is_tried_again_at_once() {
        mine.fetch.answer(FAULT, FAULT, ANSWER);

        assertThat(mine.mine(gap(), page(null, true)).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).hasSize(3);
    }

    /** Where it does, its own word sets the pace, and a guess would only waste calls. */
    @Test
    void a_refusal_slows_all_calls_unless_its_source_tells_the_quota() {
        mine.fetch.answer(new FetchResult(new Throttled(null), FixedNoon.NOON.plusSeconds(5), null, true));
        mine.mine(gap(), page(null, true));
        assertThat(mine.pacing.refusals).isZero();

        mine.pacing.paused = Instant.MIN;
        mine.fetch.answer(new Throttled(FixedNoon.NOON.plusSeconds(5)));
        mine.mine(gap(), page(null, true));
        assertThat(mine.pacing.refusals).isOne();
    }

    @Test
    void an_answer_whose_quota_lasts_for_ages_is_delivered() {
        mine.fetch.answer(new FetchResult(ANSWER, null, new QuotaLeft(1, Duration.ofSeconds(999_999_999_999L))));

        assertThat(mine.mine(gap(), page(Range.of(0, 100), true, "a")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(mine.pacing.intervals).containsExactly(Duration.ofHours(1));
    }

    @Test
    void a_passing_fault_costs_a_pause_and_nothing_else() {
        mine.fetch.answer(FAULT, FAULT);

        assertThat(mine.mine(gap(), page(Range.of(0, 100), true, "a")).outcome())
                .isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).hasSize(3);
        assertThat(mine.waiter.waits).hasSize(2);
    }

    @Test
    void a_page_that_is_too_long_is_asked_for_with_fewer_items_and_behind_it_the_walk_goes_on() {
        mine.fetch.answer(TOO_LONG, TOO_LONG, TOO_LONG);

        MiningProgress progress = mine.mine(gap(), narrowing(2, 1));

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).hasSize(4);
        assertThat(mine.kafka.on(TopicNames.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void a_page_that_cannot_be_made_shorter_is_kept_by_its_beginning_and_refused() {
        mine.fetch.answer(TOO_LONG, TOO_LONG);

        MiningProgress progress = mine.mine(gap(), narrowing(1, 0));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.kafka.on(TopicNames.DEAD_LETTERS))
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).isEqualTo(new byte[] {1, 2, 3}))
                .satisfies(letter -> assertThat(new String(
                                Objects.requireNonNull(letter.headers().get(DeadLetter.RULE)), UTF_8))
                        .isEqualTo("page-size"));
    }

    /** It may be the place that the walk asks at, which the source has lost. */
    @Test
    void a_walk_hears_of_calls_that_brought_no_page_and_of_no_others() {
        assertThat(unanswered(FAULT, FAULT, FAULT)).isEqualTo(3);
        assertThat(unanswered(new PermanentFault("status 405 (expected: 200)"))).isOne();
        assertThat(unanswered(new Absent(410))).isOne();
        assertThat(unanswered(ANSWER)).isZero();
        assertThat(unanswered(TOO_LONG)).isZero();
        assertThat(unanswered(new Unauthorised(401), new Unauthorised(401))).isZero();
        assertThat(unanswered(new Throttled(FixedNoon.NOON.plusSeconds(30)))).isZero();
        MinerFixture stopped = new MinerFixture();
        stopped.gate = new UpstreamGate(GuardedWork.MINING, Duration.ofSeconds(5), Duration.ofSeconds(60), () -> 0);
        assertThat(unanswered(stopped)).isZero();
    }

    private static int unanswered(FetchOutcome... outcomes) {
        MinerFixture fixture = new MinerFixture();
        fixture.fetch.answer(outcomes);
        return unanswered(fixture);
    }

    private static int unanswered(MinerFixture fixture) {
        ScriptedWalk walk = new ScriptedWalk(List.of(page(Range.of(0, 100), true, "a")));
        fixture.mine(gap(), FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> walk));
        return walk.timesUnanswered();
    }

    /** A walk of one page that can be made shorter so many times. */
    private static FakeSource narrowing(int fewer, int skipped) {
        return FakeSource.of(
                FakeSource.HTTP,
                (stream, mode, from, to, resume) ->
                        new ScriptedWalk(List.of(page(Range.of(0, 50), true, "a")), fewer, skipped));
    }

    @Test
    void three_faults_one_after_another_end_the_slice_where_it_was() {
        mine.fetch.answer(ANSWER, FAULT, FAULT, FAULT);

        MiningProgress progress = mine.mine(gap(), page(Range.of(50, 100), false, "b"), page(null, true));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(SliceResume.read(progress.resume()).point()).isEqualTo("after-1");
        assertThat(progress.reason()).isEqualTo("status 500");
        assertThat(mine.fetch.calls()).hasSize(4);
    }

    @Test
    void faults_with_pages_between_them_are_not_counted_together() {
        mine.fetch.answer(FAULT, FAULT, ANSWER, FAULT, FAULT, ANSWER);

        assertThat(mine.mine(gap(), page(null, false, "b"), page(null, true)).outcome())
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void calls_that_hang_end_the_slice_at_its_hard_limit_as_a_failure_and_not_as_progress() {
        mine.fetch.answer(FAULT, FAULT);
        mine.fetch.during(() -> mine.clock.advance(Duration.ofSeconds(10)));

        assertThat(mine.mine(gap(), page(null, true)).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.fetch.calls()).hasSize(2);
    }

    @Test
    void a_refused_credential_is_fetched_anew_once() {
        mine.fetch.answer(new Unauthorised(401));

        assertThat(mine.mine(gap(), page(Range.of(0, 100), true)).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials()).containsExactly("secret-0", "secret-1");
    }

    @Test
    void a_credential_refused_twice_is_the_end() {
        mine.fetch.answer(new Unauthorised(401), new Unauthorised(403));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).contains("403").doesNotContain("secret");
        assertThat(mine.fetch.calls()).hasSize(2);
    }

    @Test
    void a_request_the_source_calls_wrong_is_not_repeated() {
        mine.fetch.answer(new PermanentFault("status 404 (expected: 200)"));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(mine.fetch.calls()).hasSize(1);
    }

    @Test
    void a_listing_that_is_gone_is_not_a_listing_that_is_refused() {
        mine.fetch.answer(new Absent(410));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true));

        assertThat(progress.outcome()).isEqualTo(Outcome.GONE);
        assertThat(progress.pages()).isZero();
        assertThat(mine.coverage()).isEmpty();

        mine.fetch.answer(new Absent(404));
        assertThat(mine.mine(gap(), page(Range.of(0, 100), true)).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void a_page_that_kafka_does_not_take_is_not_walked_past() {
        mine.kafka.refuse(parcel -> parcel.key().endsWith("/b"));

        MiningProgress progress =
                mine.mine(gap(), page(Range.of(50, 100), false, "a"), page(Range.of(0, 50), true, "b"));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(SliceResume.read(progress.resume()).point()).isEqualTo("after-1");
        assertThat(mine.coverage()).hasSize(1);
    }

    @Test
    void what_kafka_will_never_take_is_refused_and_not_tried_for_ever() {
        mine.kafka.refuse(parcel -> parcel.key().endsWith("/b"), new RecordTooLargeException());

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "b"));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("kafka refused: RecordTooLargeException");
    }

    @Test
    void a_page_whose_coverage_kafka_does_not_take_is_not_walked_past_either() {
        mine.kafka.refuse(parcel -> parcel.topic().equals(TopicNames.COVERAGE));

        MiningProgress progress = mine.mine(gap(), page(Range.of(0, 100), true, "a"));

        assertThat(progress.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(progress.resume()).isNull();
    }
}
