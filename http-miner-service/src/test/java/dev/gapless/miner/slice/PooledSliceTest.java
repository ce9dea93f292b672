package dev.gapless.miner.slice;

import static dev.gapless.miner.walk.MinerFixture.gap;
import static dev.gapless.miner.walk.MinerFixture.page;
import static dev.gapless.miner.walk.MinerFixture.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.secret.Secret;
import dev.gapless.connector.BreakerSpec;
import dev.gapless.connector.HttpSpec;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.QuotaRules;
import dev.gapless.connector.QuotaStatusCall;
import dev.gapless.connector.catalog.PooledCredential;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome.Answered;
import dev.gapless.miner.fetch.FetchOutcome.Throttled;
import dev.gapless.miner.fetch.FetchOutcome.Unauthorised;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonPointer;

/** Slices of a source with credentials of its own. */
class PooledSliceTest {

    private static final Answered ANSWER = new Answered(new byte[] {'{', '}'});
    private static final QuotaStatusCall STATUS = new QuotaStatusCall(
            "/quota",
            JsonPointer.compile("/remaining"),
            JsonPointer.compile("/limit"),
            JsonPointer.compile("/reset"),
            Duration.ofMinutes(1));

    private final MinerFixture mine = new MinerFixture();

    private MiningProgress mine(MiningMode mode, @Nullable QuotaStatusCall status, double reserve) {
        HttpSpec http = new HttpSpec(
                FakeSource.HTTP.baseUrl(),
                FakeSource.HTTP.timeout(),
                FakeSource.HTTP.maxPageBytes(),
                10,
                10,
                BreakerSpec.DEFAULT,
                new QuotaRules(null, status, reserve, true));
        List<PageStep> steps = List.of(page(Range.of(50, 100), false, "a"), page(Range.of(0, 50), true, "b"));
        return mine.mine(
                mode == MiningMode.GAP_FILL ? gap() : task(mode, null),
                FakeSource.of(http, (stream, same, from, to, resume) -> new ScriptedWalk(steps)));
    }

    private void pool(String... names) {
        mine.credentials.pool = List.of(names).stream()
                .map(name -> new PooledCredential(name, Secret.of("secret-of-" + name)))
                .toList();
    }

    @Test
    void an_account_without_a_credential_is_read_with_those_of_its_source() {
        pool("one", "two");
        mine.fetch.answer(ANSWER, ANSWER);

        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);

        assertThat(mine.fetch.credentials())
                .as("the second call shows the one with most left")
                .containsExactly("secret-of-one", "secret-of-two");
    }

    @Test
    void an_account_with_a_credential_is_read_with_its_own() {
        pool("one", "two");
        mine.credentials.own = true;
        mine.fetch.answer(ANSWER, ANSWER);

        mine(MiningMode.GAP_FILL, null, 0);

        assertThat(mine.fetch.credentials()).containsExactly("secret-0", "secret-0");
    }

    @Test
    void one_that_is_refused_for_its_limit_leaves_the_pool_and_delays_no_call() {
        pool("one", "two");
        mine.fetch.answer(new Throttled(FixedNoon.NOON.plusSeconds(600)), ANSWER, ANSWER);

        MiningProgress progress = mine(MiningMode.GAP_FILL, null, 0);

        assertThat(progress.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials()).containsExactly("secret-of-one", "secret-of-two", "secret-of-two");
        assertThat(mine.waiter.waits).isEmpty();
    }

    @Test
    void one_that_is_refused_with_401_leaves_the_pool_until_its_pause_is_over() {
        pool("one", "two");
        mine.fetch.answer(new Unauthorised(401), ANSWER, ANSWER);
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials()).containsExactly("secret-of-one", "secret-of-two", "secret-of-two");

        mine.clock.advance(Duration.ofMinutes(4));
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials().subList(3, 5)).containsOnly("secret-of-two");

        mine.clock.advance(Duration.ofMinutes(1));
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials().subList(5, 7)).contains("secret-of-one");
    }

    @Test
    void one_that_is_replaced_is_used_at_once() {
        pool("one", "two");
        mine.fetch.answer(new Unauthorised(401), ANSWER, ANSWER);
        mine(MiningMode.GAP_FILL, null, 0);
        assertThat(mine.pacing.pauses).as("no miner is told to pause").isEmpty();

        mine.credentials.pool = List.of(
                new PooledCredential("one", Secret.of("its-successor")),
                new PooledCredential("two", Secret.of("secret-of-two")));
        mine(MiningMode.GAP_FILL, null, 0);

        assertThat(mine.fetch.credentials().subList(3, 5)).contains("its-successor");
    }

    /** It may not be permitted to read this account: others are read with it. */
    @Test
    void one_that_is_refused_with_403_is_left_out_of_this_slice_alone() {
        pool("one", "two");
        mine.fetch.answer(new Unauthorised(403), ANSWER, ANSWER);
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.credentials()).containsExactly("secret-of-one", "secret-of-two", "secret-of-two");
        assertThat(mine.pacing.pauses).isEmpty();

        mine(MiningMode.GAP_FILL, null, 0);
        assertThat(mine.fetch.credentials().subList(3, 5)).contains("secret-of-one");
    }

    @Test
    void a_private_account_takes_no_credential_from_the_others() {
        pool("one", "two");
        mine.fetch.answer(new Unauthorised(403), new Unauthorised(403));
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.REFUSED);

        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void only_when_all_are_refused_is_the_task() {
        pool("one", "two");
        mine.fetch.answer(new Unauthorised(401), new Unauthorised(401));

        MiningProgress progress = mine(MiningMode.GAP_FILL, null, 0);

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("the credential is refused with status 401");
        assertThat(mine(MiningMode.GAP_FILL, null, 0).outcome())
                .as("it is the account, and others are read with all of them")
                .isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void the_status_call_takes_a_turn_and_is_made_once_in_its_time_for_each_credential() {
        pool("one");
        mine.fetch.answer(status(100, 100, 60), ANSWER, ANSWER);

        assertThat(mine(MiningMode.GAP_FILL, STATUS, 0).outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.fetch.calls()).hasSize(3);
        assertThat(mine.fetch.uris().getFirst()).endsWith("/quota");

        mine(MiningMode.GAP_FILL, STATUS, 0);
        assertThat(mine.fetch.calls()).hasSize(5);
        mine.clock.advance(Duration.ofMinutes(1));
        mine(MiningMode.GAP_FILL, STATUS, 0);
        assertThat(mine.fetch.calls()).hasSize(8);
    }

    @Test
    void what_the_status_call_tells_is_spent_evenly() {
        pool("one");
        mine.fetch.answer(status(30, 100, 60), ANSWER, ANSWER);

        mine(MiningMode.GAP_FILL, STATUS, 0);

        assertThat(mine.pacing.intervals).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void the_reserve_of_a_quota_is_left_to_polls() {
        pool("one");
        mine.fetch.answer(status(20, 100, 600));

        MiningProgress filling = mine(MiningMode.GAP_FILL, STATUS, 0.2);
        assertThat(filling.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(filling.reason()).isEqualTo("what is left of the quota is kept for polls");
        assertThat(filling.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(600));
        assertThat(mine.fetch.calls()).hasSize(1);

        assertThat(mine(MiningMode.INCREMENTAL, STATUS, 0.2).outcome()).isEqualTo(Outcome.COMPLETED);
    }

    /** Polls have all of the burst; what can wait leaves a part of it, and the least urgent leaves most. */
    @Test
    void each_kind_of_work_leaves_its_share_of_the_burst() {
        pool("one");
        mine(MiningMode.INCREMENTAL, null, 0.2);
        mine(MiningMode.GAP_FILL, null, 0.2);
        mine(MiningMode.AUDIT, null, 0.2);

        assertThat(mine.pacing.bursts.stream().distinct()).containsExactly(10, 8, 6);
    }

    @Test
    void a_status_that_names_another_century_pauses_for_an_hour() {
        pool("one");
        mine.fetch.answer(new Answered("{\"remaining\":0,\"limit\":100,\"reset\":999999999999}".getBytes(UTF_8)));

        MiningProgress progress = mine(MiningMode.INCREMENTAL, STATUS, 0.2);

        assertThat(progress.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(progress.retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(3_600));
        assertThat(mine(MiningMode.GAP_FILL, STATUS, 0.2).retryAt()).isEqualTo(FixedNoon.NOON.plusSeconds(3_600));
    }

    @Test
    void a_status_that_cannot_be_read_stops_nothing() {
        pool("one");
        mine.fetch.answer(new Answered("<html>".getBytes(UTF_8)), ANSWER, ANSWER);

        assertThat(mine(MiningMode.GAP_FILL, STATUS, 0.2).outcome()).isEqualTo(Outcome.COMPLETED);
    }

    private static Answered status(int remaining, int limit, int reset) {
        return new Answered("{\"remaining\":%d,\"limit\":\"%d\",\"reset\":%d}"
                .formatted(remaining, limit, reset)
                .getBytes(UTF_8));
    }
}
