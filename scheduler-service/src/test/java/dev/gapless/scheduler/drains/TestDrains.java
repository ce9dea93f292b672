package dev.gapless.scheduler.drains;

import dev.gapless.scheduler.drains.DrainRun.DrainMark;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** Drains on real tables, for tests of what they change. */
public final class TestDrains {

    private static final Duration EMPTY_FOR = Duration.ofSeconds(10);
    private static final Duration MAX_TIME = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final DatabaseClock clock;

    public TestDrains(JdbcClient jdbc, TransactionOperations transactions, DatabaseClock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    private static DrainProperties properties() {
        return new DrainProperties(Duration.ofSeconds(1), 0.1, EMPTY_FOR, MAX_TIME);
    }

    public DrainFronts fronts() {
        return new DrainFronts(jdbc, properties());
    }

    /** @param classes in their order */
    public void begin(PriorityClass... classes) {
        Instant now = clock.instant();
        new DrainLedger(jdbc)
                .insert(new DrainRun(
                        UUID.randomUUID().toString(),
                        List.of(classes),
                        List.of(classes).stream().map(each -> 0L).toList(),
                        new DrainMark(now, "tester", "a test"),
                        now.plus(MAX_TIME),
                        null,
                        DrainState.RUNNING,
                        null));
    }

    /** A scheduler that has just started looks whether the drain is over. */
    public void look() {
        look(transactions);
    }

    /** The same, while something happens between its first reading and its lock. */
    public void lookAfter(Runnable meanwhile) {
        look(new TransactionOperations() {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> work) {
                meanwhile.run();
                return transactions.execute(work);
            }
        });
    }

    private void look(TransactionOperations locking) {
        new DrainTicker(new DrainLedger(jdbc), fronts(), new ClusterLock(jdbc, locking), properties(), clock).round();
    }

    /** Of the newest one. */
    public String state() {
        return new DrainLedger(jdbc).all().getFirst().state().name();
    }

    public void classOf(String source, String stream, PriorityClass priorityClass) {
        new StreamPriorityLedger(jdbc)
                .set(new StreamPriority(source, stream, priorityClass), clock.instant(), "tester");
    }
}
