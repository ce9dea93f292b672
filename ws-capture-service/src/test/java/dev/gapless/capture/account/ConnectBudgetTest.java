package dev.gapless.capture.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.connector.ConnectLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectBudgetTest {

    private static final ConnectLimit LIMIT = new ConnectLimit(300, Duration.ofMinutes(5));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final CaptureShare share = new CaptureShare();
    private final ConnectBudget budget = new ConnectBudget(now::get, share);

    @Test
    void five_thousand_accounts_that_come_back_together_keep_three_hundred_in_any_five_minutes() {
        List<Duration> turns = new ArrayList<>();
        for (int account = 0; account < 5_000; account++) {
            turns.add(budget.book("forum", LIMIT));
        }

        assertThat(turns.subList(0, 300)).containsOnly(Duration.ZERO);
        for (int turn = 300; turn < turns.size(); turn++) {
            assertThat(turns.get(turn).minus(turns.get(turn - 300))).isGreaterThanOrEqualTo(LIMIT.per());
        }
        assertThat(turns.getLast()).isEqualTo(LIMIT.per().multipliedBy(16));
    }

    @Test
    void a_single_account_waits_for_nothing() {
        for (int time = 0; time < 1_000; time++) {
            assertThat(budget.book("forum", LIMIT)).isZero();
            now.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void another_source_has_a_budget_of_its_own() {
        ConnectLimit one = new ConnectLimit(1, Duration.ofMinutes(1));
        budget.book("forum", one);

        assertThat(budget.book("forum", one)).isEqualTo(Duration.ofMinutes(1));
        assertThat(budget.book("market", one)).isZero();
    }

    @Test
    void a_process_with_a_quarter_of_the_accounts_takes_a_quarter_of_the_limit_and_at_least_one() {
        share.holds(3, 12);
        for (int account = 0; account < 75; account++) {
            assertThat(budget.book("forum", LIMIT)).isZero();
        }
        assertThat(budget.book("forum", LIMIT)).isEqualTo(LIMIT.per());

        share.holds(0, 1_000);
        assertThat(budget.book("market", LIMIT)).isZero();
        assertThat(budget.book("market", LIMIT)).isEqualTo(LIMIT.per());
    }

    @Test
    void a_share_that_shrinks_takes_effect_at_once() {
        for (int account = 0; account < 300; account++) {
            budget.book("forum", LIMIT);
        }
        share.holds(1, 10);

        assertThat(budget.book("forum", LIMIT)).isEqualTo(LIMIT.per());
        for (int account = 1; account < 30; account++) {
            budget.book("forum", LIMIT);
        }
        assertThat(budget.book("forum", LIMIT)).isEqualTo(LIMIT.per().multipliedBy(2));
    }
}
