package dev.gapless.miner.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CredentialQuotasTest {

    private static final RateLimitKey ONE = new RateLimitKey("forum", "one", true);
    private static final RateLimitKey ANN = new RateLimitKey("forum", "one");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long nanos = -7;
    private final CredentialQuotas quotas = new CredentialQuotas(() -> nanos);

    @Test
    void a_status_is_due_once_in_its_time_for_each_credential() {
        assertThat(quotas.due(ONE, MINUTE)).isTrue();
        assertThat(quotas.due(ONE, MINUTE)).isFalse();
        assertThat(quotas.due(ANN, MINUTE)).isTrue();

        nanos += MINUTE.toNanos();
        assertThat(quotas.due(ONE, MINUTE)).isTrue();
    }

    @Test
    void what_is_kept_is_kept_for_its_time_or_until_it_is_told_otherwise() {
        quotas.due(ONE, MINUTE);
        quotas.keep(ONE, Duration.ofMinutes(10));
        assertThat(quotas.kept(ONE)).isEqualTo(Duration.ofMinutes(10));
        assertThat(quotas.kept(ANN)).isNull();

        nanos += Duration.ofMinutes(9).toNanos();
        assertThat(quotas.due(ONE, MINUTE)).isTrue();
        assertThat(quotas.kept(ONE)).isEqualTo(MINUTE);
        nanos += MINUTE.toNanos();
        assertThat(quotas.kept(ONE)).isNull();

        quotas.keep(ONE, Duration.ofMinutes(10));
        quotas.keep(ONE, Duration.ZERO);
        assertThat(quotas.kept(ONE)).isNull();
    }

    @Test
    void credentials_that_are_not_used_any_more_are_forgotten() {
        for (int i = 0; i < 1_000; i++) {
            quotas.due(new RateLimitKey("forum", "ann" + i), MINUTE);
        }
        nanos += Duration.ofHours(3).toNanos();
        quotas.due(ONE, MINUTE);

        assertThat(quotas.size()).isEqualTo(1);
    }
}
