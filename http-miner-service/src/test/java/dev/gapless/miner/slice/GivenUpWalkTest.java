package dev.gapless.miner.slice;

import static dev.gapless.miner.walk.MinerFixture.gap;
import static dev.gapless.miner.walk.MinerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.TopicNames;
import dev.gapless.connector.PageStep;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.fetch.FetchOutcome.TooLong;
import dev.gapless.miner.walk.MinerFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Walks that lead nowhere, with a count that no slice forgets. */
class GivenUpWalkTest {

    private static final TooLong EXPIRED = new TooLong("status 410", new byte[] {1}, true);
    private static final String CIRCLE = "the next page is one that this walk has seen";

    private final MinerFixture mine = new MinerFixture();

    /** A slice that advances forgets how often the walk was refused before. */
    @Test
    void a_resumed_walk_that_leads_in_a_circle_is_given_up_and_a_new_one_may_be_refused_some_times() {
        MiningProgress resumed = mine.mine(task(MiningMode.GAP_FILL, "after-20"), new PageStep.Looping(CIRCLE));

        assertThat(resumed.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(resumed.reason()).isEqualTo("given up: " + CIRCLE);
        assertThat(resumed.resume()).isNull();
        assertThat(mine.mine(gap(), new PageStep.Looping(CIRCLE)).reason()).isEqualTo(CIRCLE);
    }

    @Test
    void a_way_that_the_source_no_longer_keeps_is_begun_anew_and_then_given_up_with_its_cause() {
        mine.fetch.answer(EXPIRED, EXPIRED, EXPIRED);

        MiningProgress progress = mine.mine(gap(), restarting(2));

        assertThat(progress.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(progress.reason()).isEqualTo("given up: the listing's cursors expire before a walk of it ends");
        assertThat(mine.kafka.on(TopicNames.DEAD_LETTERS))
                .as("no page of it is at fault")
                .isEmpty();
        assertThat(mine.fetch.calls()).hasSize(3);
    }

    /** A walk that begins anew so many times, and no page of which can be made shorter. */
    private static FakeSource restarting(int times) {
        return FakeSource.of(
                FakeSource.HTTP, (stream, mode, from, to, resume) -> new ScriptedWalk(List.of()).restarting(times));
    }
}
