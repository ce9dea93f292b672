package dev.gapless.live.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limit of a tenant's connections holds, and no place is lost. */
class TenantPlacesTest {

    private final AtomicLong now = new AtomicLong();
    private final TenantPlaces places = new TenantPlaces(now::get);

    private TenantPlaces.Place taken(String tenant, int most) {
        return places.take(tenant, most).orElseThrow();
    }

    @Test
    void a_place_that_was_given_back_is_taken_again_and_tenants_have_their_own() {
        TenantPlaces.Place first = taken("acme", 2);
        first.begin();
        taken("acme", 2).begin();
        assertThat(places.take("acme", 2)).isEmpty();
        taken("other", 1).begin();
        first.giveBack();
        first.giveBack();
        taken("acme", 2).begin();
        assertThat(places.take("acme", 2)).isEmpty();
        assertThat(places.take("none", 0)).isEmpty();
    }

    @Test
    void a_handshake_that_does_not_end_gives_its_place_back_after_ten_seconds() {
        TenantPlaces.Place begun = taken("acme", 2);
        begun.begin();
        TenantPlaces.Place late = taken("acme", 2);
        now.addAndGet(TimeUnit.SECONDS.toNanos(10));
        assertThat(places.take("acme", 2)).isEmpty();
        now.incrementAndGet();
        taken("acme", 2).begin();
        assertThat(places.take("acme", 2)).isEmpty();
        // a connection that begins after all counts
        late.begin();
        begun.giveBack();
        assertThat(places.take("acme", 2)).isEmpty();
    }

    @Test
    void handshakes_at_the_same_time_exceed_no_limit() throws Exception {
        Callable<Boolean> handshake = () -> places.take("acme", 7).isPresent();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = threads.invokeAll(
                    Stream.generate(() -> handshake).limit(200).toList());
            assertThat(answers.stream().filter(answer -> Objects.equals(answer.resultNow(), true)))
                    .hasSize(7);
        }
    }
}
