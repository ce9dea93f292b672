package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.message.RecordPlace;
import dev.gapless.common.message.RecordSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckTrackerTest {

    private final AckTracker marks = new AckTracker();
    private final AtomicLong reached = new AtomicLong();
    private final AtomicReference<List<RecordSpan>> standsOn = new AtomicReference<>(List.of());

    @Test
    void a_claim_with_nothing_before_it_takes_effect_at_once() {
        claim(7);

        assertThat(reached).hasValue(7);
    }

    @Test
    void a_claim_waits_for_every_capture_before_it_and_for_none_behind_it() {
        AckTracker.PendingAck first = marks.captured();
        AckTracker.PendingAck second = marks.captured();
        claim(7);
        marks.captured();

        marks.acknowledged(second);
        assertThat(reached).hasValue(0);

        marks.acknowledged(first);
        assertThat(reached).hasValue(7);
    }

    @Test
    void after_a_cut_no_claim_takes_effect_whatever_is_acknowledged() {
        AckTracker.PendingAck ticket = marks.captured();
        claim(7);

        marks.abort();
        marks.acknowledged(ticket);
        claim(9);

        assertThat(reached).hasValue(0);
    }

    @Test
    void waiting_for_the_rest_ends_when_its_time_is_up() throws InterruptedException {
        marks.captured();
        claim(7);

        marks.awaitSettled(Duration.ofMillis(20));

        assertThat(reached).hasValue(0);
    }

    /** The model looks at everything that ever happened, each time. After the failure nothing may move. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void agrees_with_a_list_of_all_that_happened(long seed) {
        var random = new SplittableRandom(seed);
        List<Step> history = new ArrayList<>();
        int failsAt = 200 + random.nextInt(200);
        for (int step = 1; step <= failsAt; step++) {
            act(random, history, step);
            assertThat(reached).as("step %d", step).hasValue(expected(history));
        }
        long last = expected(history);
        marks.abort();
        for (int step = failsAt + 1; step <= failsAt + 100; step++) {
            act(random, history, step);
            assertThat(reached).as("step %d", step).hasValue(last);
        }
    }

    @Test
    void a_claim_stands_on_the_captures_before_it_and_on_no_later_one() {
        AckTracker.PendingAck first = marks.captured();
        AckTracker.PendingAck second = marks.captured();
        claim(7);
        AckTracker.PendingAck third = marks.captured();

        marks.acknowledged(third, new RecordPlace(1, 30));
        marks.acknowledged(second, new RecordPlace(1, 20));
        assertThat(reached).hasValue(0);
        marks.acknowledged(first, new RecordPlace(0, 10));

        assertThat(reached).hasValue(7);
        assertThat(standsOn.get()).containsExactly(new RecordSpan(0, 10, 11), new RecordSpan(1, 20, 21));
    }

    private void act(SplittableRandom random, List<Step> history, int step) {
        switch (random.nextInt(3)) {
            case 0 -> history.add(new Step(marks.captured(), 0));
            case 1 -> {
                claim(step);
                history.add(new Step(null, step));
            }
            default -> acknowledgeOne(random, history);
        }
    }

    private void acknowledgeOne(SplittableRandom random, List<Step> history) {
        List<Step> open = history.stream().filter(Step::waits).toList();
        if (!open.isEmpty()) {
            Step chosen = open.get(random.nextInt(open.size()));
            chosen.acknowledged = true;
            marks.acknowledged(Objects.requireNonNull(chosen.ticket));
        }
    }

    /** The last claim with no unacknowledged capture before it. */
    private static long expected(List<Step> history) {
        long effective = 0;
        for (Step step : history) {
            if (step.waits()) {
                return effective;
            }
            effective = Math.max(effective, step.claim);
        }
        return effective;
    }

    /** A capture, or a claim. */
    private static final class Step {
        private final AckTracker.@Nullable PendingAck ticket;
        private final long claim;
        private boolean acknowledged;

        private Step(AckTracker.@Nullable PendingAck ticket, long claim) {
            this.ticket = ticket;
            this.claim = claim;
        }

        private boolean waits() {
            return ticket != null && !acknowledged;
        }
    }

    private void claim(long to) {
        marks.claim(captured -> {
            reached.set(to);
            standsOn.set(captured.spans());
        });
    }
}
