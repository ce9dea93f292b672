package dev.gapless.checkpoint.longrunning.leases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.ConcurrentCallers;
import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Acquired;
import dev.gapless.checkpoint.longrunning.leases.LeaseAcquisition.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaseStoreIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int CALLERS = 64;

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final LeaseStore leases = new LeaseStore(database.client());

    @BeforeEach
    void clear() {
        database.clear("resource_lease");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void of_64_who_ask_one_has_it_and_the_others_are_told_who_and_until_when() throws Exception {
        List<LeaseAcquisition> answers = ConcurrentCallers.call(CALLERS, i -> leases.acquire("r", "owner-" + i, LONG));

        List<Lease> won = answers.stream()
                .filter(Acquired.class::isInstance)
                .map(answer -> ((Acquired) answer).lease())
                .toList();
        assertThat(won).hasSize(1);
        assertThat(answers.stream().filter(Refused.class::isInstance).map(answer -> ((Refused) answer).by()))
                .hasSize(CALLERS - 1)
                .containsOnly(won.getFirst());
    }

    @Test
    void tokens_grow_in_the_order_in_which_the_lease_is_had_however_many_wait_for_it() throws Exception {
        List<Long> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger inside = new AtomicInteger();
        ConcurrentCallers.call(16, i -> {
            int had = 0;
            while (had < 10) {
                if (leases.acquire("r", "owner-" + i, LONG) instanceof Acquired(Lease lease)) {
                    assertThat(inside.incrementAndGet()).isEqualTo(1);
                    order.add(lease.token());
                    inside.decrementAndGet();
                    assertThat(leases.release("r", lease.token())).isTrue();
                    had++;
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
            return had;
        });

        assertThat(order).hasSize(160).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_lease_that_nobody_gives_back_runs_out_by_the_databases_clock_and_the_next_token_is_higher() {
        Lease first = acquired("r", "first", LONG);
        expire();

        Lease second = acquired("r", "second", LONG);

        assertThat(second.token()).isGreaterThan(first.token());
        assertThat(leases.release("r", first.token())).isFalse();
        assertThat(leases.find("r")).contains(second);
    }

    @Test
    void who_holds_one_is_refused_a_second_like_anybody_else() {
        acquired("r", "same", LONG);

        assertThat(leases.acquire("r", "same", LONG)).isInstanceOf(Refused.class);
        assertThat(leases.acquire("another", "same", LONG)).isInstanceOf(Acquired.class);
    }

    @Test
    void work_is_done_by_one_at_a_time_and_given_back_when_it_fails() {
        List<Long> tokens = new ArrayList<>();
        new LeasedWork(leases, "job", "first", LONG, lease -> {
                    tokens.add(lease.token());
                    new LeasedWork(leases, "job", "second", LONG, inner -> tokens.add(-1L)).run();
                })
                .run();
        LeasedWork failing = new LeasedWork(leases, "job", "first", LONG, lease -> {
            throw new IllegalStateException("broken");
        });

        assertThatThrownBy(failing::run).hasMessage("broken");
        assertThat(tokens).hasSize(1);
        assertThat(leases.acquire("job", "second", LONG)).isInstanceOf(Acquired.class);
    }

    private Lease acquired(String resource, String owner, Duration duration) {
        assertThat(leases.acquire(resource, owner, duration)).isInstanceOf(Acquired.class);
        return leases.find(resource).orElseThrow();
    }

    /** As if the time had come. */
    private void expire() {
        database.jdbc().update("update resource_lease set expires_at = clock_timestamp() - interval '1 millisecond'");
    }
}
