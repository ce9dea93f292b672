package dev.gapless.checkpoint.coverage.windows;

import dev.gapless.checkpoint.jdbc.BatchStatements;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How much is claimed and not held yet, and since when. Used by one thread. */
final class ClaimedGauges {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimedGauges.class);

    private static final String WAITING = """
            select count(distinct (account, source, stream)) as streams,
                   coalesce(extract(epoch from clock_timestamp() - min(reported_at)) * 1000, 0)::bigint as millis
              from coverage_pending
            """;

    private record Waiting(long streams, long millis) {}

    private final BatchStatements statements;
    private final Duration alarmAfter;
    private final AtomicLong streams;
    private final AtomicLong millis = new AtomicLong();
    private boolean alarmed;

    /** @param alarmAfter how long something may be claimed and not held before it is logged as an error */
    ClaimedGauges(BatchStatements statements, Duration alarmAfter, MeterRegistry meters) {
        this.statements = statements;
        this.alarmAfter = alarmAfter;
        this.streams = meters.gauge("gapless.coverage.claimed.streams", new AtomicLong());
        meters.gauge("gapless.coverage.claimed.age.seconds", millis, value -> value.get() / 1e3);
    }

    void refresh() {
        Waiting now =
                statements.one(WAITING, (row, number) -> new Waiting(row.getLong("streams"), row.getLong("millis")));
        streams.set(now.streams());
        millis.set(now.millis());
        boolean late = now.millis() > alarmAfter.toMillis();
        if (late && !alarmed) {
            LOG.error(
                    "coverage-not-held streams={} oldest_s={} remedy=\"look at the processors: they have not decided what"
                            + " Kafka has\"",
                    now.streams(),
                    now.millis() / 1000);
        } else if (alarmed && !late) {
            LOG.info("coverage-held-again streams={} oldest_s={}", now.streams(), now.millis() / 1000);
        }
        alarmed = late;
    }
}
