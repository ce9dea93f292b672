package dev.gapless.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.gapless.common.secret.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A question that hangs does so until the test ends: who waits for it fails by the time limit. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RemoteCredentialProviderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final FakeScheduler scheduler = new FakeScheduler();
    private final AtomicLong nanos = new AtomicLong();
    private final RemoteCredentialProvider credentials = new RemoteCredentialProvider(scheduler.client(), nanos::get);

    RemoteCredentialProviderTest() throws IOException {}

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void a_scheduler_that_hangs_delays_nobody_whose_credential_is_known() {
        scheduler.credential("shop", "a", "one");
        assertThat(credentials.credential("shop", "a")).isEqualTo(Secret.of("one"));
        scheduler.hang();

        for (int minute = 0; minute < 3; minute++) {
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(credentials.credential("shop", "a")).isEqualTo(Secret.of("one"));
        }
        await().atMost(PATIENCE).until(() -> scheduler.asked() == 2);
    }

    @Test
    void a_replaced_one_is_seen_by_the_callers_after_the_first() {
        scheduler.credential("shop", "a", "one");
        credentials.credential("shop", "a");
        scheduler.credential("shop", "a", "two");

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        await().atMost(PATIENCE).until(() -> Objects.equals(Secret.of("two"), credentials.credential("shop", "a")));
        assertThat(scheduler.asked()).isEqualTo(2);
    }

    @Test
    void a_refused_one_is_asked_for_at_once() {
        scheduler.credential("shop", "a", "one");
        credentials.credential("shop", "a");
        scheduler.credential("shop", "a", "two");

        credentials.refresh("shop", "a");

        assertThat(credentials.credential("shop", "a")).isEqualTo(Secret.of("two"));
    }

    @Test
    void the_credential_of_an_account_that_is_gone_is_forgotten() {
        scheduler.credential("shop", "a", "one");
        credentials.credential("shop", "a");
        scheduler.removeAll();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());

        credentials.credential("shop", "a");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> credentials.credential("shop", "a"))
                        .isInstanceOf(UnknownAccountException.class));
    }

    @Test
    void an_account_that_the_scheduler_does_not_know_is_told_from_a_scheduler_that_is_away() {
        assertThatThrownBy(() -> credentials.credential("shop", "a")).isInstanceOf(UnknownAccountException.class);

        scheduler.credential("shop", "a", "one");
        scheduler.answersWith(500);

        assertThatThrownBy(() -> credentials.credential("shop", "a")).isInstanceOf(CatalogUnavailableException.class);
    }
}
