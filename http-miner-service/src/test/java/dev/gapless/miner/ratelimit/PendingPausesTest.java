package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PendingPausesTest {

    private static final RateLimitKey ANN = new RateLimitKey("forum", "ann");
    private static final RateLimitKey BOB = new RateLimitKey("forum", "bob");

    private long nanos;
    private final PendingPauses pauses = new PendingPauses(() -> nanos);

    @Test
    void each_refusal_in_a_row_doubles_the_pause_up_to_an_hour() {
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofSeconds(5));
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofSeconds(10));
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofSeconds(20));
        for (int i = 0; i < 20; i++) {
            refusedNow(ANN);
        }
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void calls_that_were_under_way_together_are_refused_once() {
        long asked = pauses.now();

        assertThat(pauses.refused(ANN, asked)).isEqualTo(Duration.ofSeconds(5));
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(pauses.refused(ANN, asked)).isEqualTo(Duration.ofSeconds(4));
        nanos += Duration.ofSeconds(10).toNanos();
        assertThat(pauses.refused(ANN, asked)).isEqualTo(Duration.ZERO);
    }

    @Test
    void a_success_after_the_pause_ends_the_doubling_and_one_from_before_it_does_not() {
        long before = pauses.now();
        refusedNow(ANN);
        pauses.succeeded(ANN, before);
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofSeconds(10));

        nanos += Duration.ofSeconds(10).toNanos();
        pauses.succeeded(ANN, pauses.now());
        assertThat(refusedNow(ANN)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void one_credentials_refusals_are_no_other_ones() {
        refusedNow(ANN);

        assertThat(refusedNow(BOB)).isEqualTo(Duration.ofSeconds(5));
    }

    private Duration refusedNow(RateLimitKey key) {
        nanos += Duration.ofHours(2).toNanos();
        return pauses.refused(key, pauses.now());
    }
}
