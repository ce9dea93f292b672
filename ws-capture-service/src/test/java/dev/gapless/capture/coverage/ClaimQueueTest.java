package dev.gapless.capture.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimQueueTest {

    private final ClaimQueue queue = new ClaimQueue();
    private final List<Integer> effective = new ArrayList<>();

    @Test
    void a_claim_waits_for_the_lowest_unacknowledged_capture_and_not_for_the_latest() {
        ClaimQueue.Ticket first = queue.captured();
        ClaimQueue.Ticket second = queue.captured();
        claim(1);

        queue.acknowledged(second);
        assertThat(effective).isEmpty();

        queue.acknowledged(first);
        assertThat(effective).containsExactly(1);
    }

    @Test
    void a_claim_with_nothing_on_its_way_takes_effect_at_once() {
        claim(1);

        assertThat(effective).containsExactly(1);
    }

    @Test
    void after_a_cut_no_claim_takes_effect_any_more() {
        ClaimQueue.Ticket capture = queue.captured();
        claim(1);
        queue.cut();

        queue.acknowledged(capture);
        claim(2);

        assertThat(effective).isEmpty();
        assertThat(queue.isCut()).isTrue();
    }

    @Test
    void waiting_ends_when_everything_is_acknowledged_or_the_time_is_up() throws InterruptedException {
        ClaimQueue.Ticket capture = queue.captured();
        queue.awaitSettled(20);
        assertThat(queue.waiting()).isEqualTo(1);

        Thread.ofVirtual().start(() -> queue.acknowledged(capture));
        queue.awaitSettled(10_000);
        assertThat(queue.waiting()).isZero();
    }

    /** The model: a list of everything that happened; a claim counts when no capture before it is open. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void agrees_with_a_list_of_everything_that_happened(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ClaimQueue.Ticket> tickets = new ArrayList<>();
        List<Boolean> open = new ArrayList<>();
        List<int[]> claims = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    tickets.add(queue.captured());
                    open.add(true);
                }
                case 1 -> {
                    claims.add(new int[] {step, tickets.size()});
                    claim(step);
                }
                default -> {
                    if (!tickets.isEmpty()) {
                        int chosen = random.nextInt(tickets.size());
                        open.set(chosen, false);
                        queue.acknowledged(tickets.get(chosen));
                    }
                }
            }
            assertThat(effective).isEqualTo(expected(claims, open));
        }
        assertThat(effective).isNotEmpty();
    }

    private static List<Integer> expected(List<int[]> claims, List<Boolean> open) {
        int firstOpen = open.indexOf(true);
        return claims.stream()
                .filter(claim -> firstOpen < 0 || claim[1] <= firstOpen)
                .map(claim -> claim[0])
                .toList();
    }

    private void claim(int number) {
        queue.claim(() -> effective.add(number));
    }
}
