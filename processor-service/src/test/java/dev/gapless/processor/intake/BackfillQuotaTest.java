package dev.gapless.processor.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BackfillQuotaTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

    private final BackfillQuota turn = new BackfillQuota(1_000, 200, Duration.ofSeconds(2));

    @Test
    void while_nothing_live_waits_history_runs_in_full_batches() {
        turn.taken(NOON);

        assertThat(turn.allowance(false, NOON)).isEqualTo(1_000);
    }

    @Test
    void while_live_records_wait_history_waits_too() {
        turn.taken(NOON);

        assertThat(turn.allowance(true, NOON.plusMillis(1_999))).isZero();
    }

    @Test
    void a_clock_that_was_set_back_does_not_starve_history() {
        turn.taken(NOON);

        assertThat(turn.allowance(true, NOON.minusSeconds(86_400))).isEqualTo(200);
    }

    @Test
    void a_stream_that_is_always_busy_leaves_history_a_share_every_two_seconds() {
        int processed = 0;
        for (int tenths = 0; tenths < 100; tenths++) {
            Instant now = NOON.plusMillis(tenths * 100L);
            int allowed = turn.allowance(true, now);
            if (allowed > 0) {
                processed += allowed;
                turn.taken(now);
            }
        }

        assertThat(processed).isEqualTo(5 * 200);
    }
}
