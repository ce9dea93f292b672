package dev.gapless.checkpoint.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.CheckpointDatabase;
import dev.gapless.checkpoint.ConcurrentCallers;
import dev.gapless.checkpoint.operations.LongRunningOperation.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperationStoreIT {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int CALLERS = 64;
    private static final OperationId POST = new OperationId("process_post", "forum", "ann", "a/b@1", 3);

    private final CheckpointDatabase database = new CheckpointDatabase();
    private final OperationStore operations = new OperationStore(database.client());

    @BeforeEach
    void clear() {
        database.clear("operation", "looked");
    }

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void of_64_who_claim_one_has_it_and_the_others_are_told_who_and_until_when() throws Exception {
        List<ClaimResult> claims = ConcurrentCallers.call(CALLERS, i -> operations.claim(POST, "worker-" + i, LONG));

        List<LongRunningOperation> won = claims.stream()
                .filter(ClaimResult.Mine.class::isInstance)
                .map(claim -> ((ClaimResult.Mine) claim).operation())
                .toList();
        assertThat(won).hasSize(1);
        LongRunningOperation mine = won.getFirst();
        assertThat(mine.attempts()).isEqualTo(1);
        assertThat(claims.stream().filter(ClaimResult.Leased.class::isInstance))
                .hasSize(CALLERS - 1)
                .containsOnly(
                        new ClaimResult.Leased(String.valueOf(mine.owner()), Objects.requireNonNull(mine.expiresAt())));
    }

    @Test
    void an_operation_that_ran_out_is_claimed_by_one_of_64_and_its_first_worker_writes_nothing_more() throws Exception {
        LongRunningOperation first = mine(operations.claim(POST, "first", LONG));
        expire();

        List<ClaimResult> claims = ConcurrentCallers.call(CALLERS, i -> operations.claim(POST, "worker-" + i, LONG));

        assertThat(claims.stream().filter(ClaimResult.Mine.class::isInstance)).hasSize(1);
        LongRunningOperation now = operations.find(POST.text()).orElseThrow();
        assertThat(now.attempts()).isEqualTo(2);
        assertThat(now.lastAttemptAt()).isNotNull();
        assertThat(now.token()).isGreaterThan(first.token());
        assertThat(operations.complete(POST.text(), first.token(), "1")).isEmpty();
        assertThat(operations.fail(POST.text(), first.token(), "late")).isEmpty();
        assertThat(operations.renew(POST.text(), first.token(), LONG)).isEmpty();
        assertThat(operations.find(POST.text())).contains(now);
    }

    @Test
    void who_asks_for_what_is_done_gets_its_result_and_a_later_version_is_other_work() {
        LongRunningOperation mine = mine(operations.claim(POST, "first", LONG));
        operations.complete(POST.text(), mine.token(), "{\"likes\":7}");

        assertThat(operations.claim(POST, "second", LONG)).isInstanceOfSatisfying(ClaimResult.Done.class, done -> {
            assertThat(done.operation().result()).isEqualTo("{\"likes\":7}");
            assertThat(done.operation().completedAt()).isNotNull();
        });
        OperationId edited = new OperationId("process_post", "forum", "ann", "a/b@1", 4);
        assertThat(operations.claim(edited, "second", LONG)).isInstanceOf(ClaimResult.Mine.class);
        assertThat(operations.requeue(POST.text())).isFalse();
    }

    @Test
    void what_failed_is_kept_with_its_error_and_may_be_tried_again_at_once() {
        LongRunningOperation mine = mine(operations.claim(POST, "first", LONG));
        operations.fail(POST.text(), mine.token(), "no such user");
        LongRunningOperation failed = operations.find(POST.text()).orElseThrow();
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.lastError()).isEqualTo("no such user");

        LongRunningOperation again = mine(operations.claim(POST, "second", LONG));

        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.startedAt()).isEqualTo(failed.startedAt());
    }

    @Test
    void an_orphan_of_the_first_attempt_is_seen_and_one_whose_worker_renews_is_none() {
        operations.claim(POST, "first", LONG);
        age(Duration.ofMinutes(20));
        assertThat(operations.orphans(Duration.ofMinutes(15), 10)).isEmpty();
        expire();

        assertThat(operations.orphans(Duration.ofMinutes(15), 10))
                .extracting(LongRunningOperation::id)
                .containsExactly(POST);
        assertThat(operations.orphans(Duration.ofMinutes(25), 10)).isEmpty();
    }

    @Test
    void what_is_queued_again_is_had_by_one_of_64_who_ask_for_work() throws Exception {
        LongRunningOperation first = mine(operations.claim(POST, "first", LONG));
        assertThat(operations.requeue(POST.text())).isFalse();
        expire();
        assertThat(operations.requeue(POST.text())).isTrue();
        assertThat(operations.requeue(POST.text())).isFalse();

        List<Optional<LongRunningOperation>> next =
                ConcurrentCallers.call(CALLERS, i -> operations.next("process_post", "worker-" + i, LONG));

        assertThat(next.stream().flatMap(Optional::stream)).hasSize(1);
        assertThat(operations.complete(POST.text(), first.token(), "1")).isEmpty();
    }

    private static LongRunningOperation mine(ClaimResult claim) {
        assertThat(claim).isInstanceOf(ClaimResult.Mine.class);
        return ((ClaimResult.Mine) claim).operation();
    }

    private void expire() {
        database.jdbc().update("update operation set expires_at = clock_timestamp() - interval '1 millisecond'");
    }

    private void age(Duration by) {
        database.jdbc()
                .update("update operation set started_at = started_at - ? * interval '1 second'", by.toSeconds());
    }
}
