package dev.gapless.scheduler.stops;

import dev.gapless.common.message.StopLevel;
import dev.gapless.common.message.StopRelease;
import dev.gapless.common.message.StopScope;
import dev.gapless.common.message.StopScope.ScopeKind;
import dev.gapless.scheduler.time.DatabaseClock;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Stops on real tables, for tests of what ends them. */
public final class RecoverableStops {

    private RecoverableStops() {}

    public static StopService over(JdbcClient jdbc, TransactionOperations transactions, DatabaseClock clock) {
        return new StopService(
                new StopLedger(jdbc),
                new ReceiptLedger(jdbc),
                transactions,
                new StopsProperties(
                        Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(10)),
                clock,
                () -> {});
    }

    /** @return the stop's id */
    public static String stopAll(StopService stops) {
        return stops.begin(new StopScope(ScopeKind.ALL, null, null, null), StopLevel.ALL, "a test", "tester", null)
                .id();
    }

    /** Another one, of one source. */
    public static String stopSource(StopService stops, String source) {
        return stops.begin(
                        new StopScope(ScopeKind.SOURCE, source, null, null), StopLevel.INTAKE, "a test", "tester", null)
                .id();
    }

    public static void end(StopService stops, String id) {
        stops.end(id, "tested", "tester");
    }

    /** A replica says which generation it obeys. */
    public static void obeyed(StopService stops, long generation) {
        stops.obeyed(generation);
    }

    /** That replicas have to obey, of the one stop that holds. */
    public static long generation(JdbcClient jdbc) {
        return new StopLedger(jdbc).active().getFirst().generation();
    }

    /** Of the one stop that holds. */
    public static StopRelease release(JdbcClient jdbc) {
        return new StopLedger(jdbc).active().getFirst().release();
    }
}
