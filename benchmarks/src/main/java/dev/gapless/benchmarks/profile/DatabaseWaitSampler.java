package dev.gapless.benchmarks.profile;

import dev.gapless.benchmarks.report.ProfileShare;
import dev.gapless.benchmarks.rig.BenchmarkDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks again and again at what the database's connections are doing, and for what they wait. */
final class DatabaseWaitSampler implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(10);

    private static final String LOOK = """
            select case when state = 'active' then
                             coalesce('waits for ' || wait_event_type || ':' || wait_event, 'computes')
                             || ': ' || left(regexp_replace(query, '\\s+', ' ', 'g'), 60)
                        else state end
              from pg_stat_activity
             where backend_type = 'client backend'
               and pid <> pg_backend_pid()
               and usename = current_user
               and state in ('active', 'idle in transaction')
            """;

    private final BenchmarkDatabase database;
    private final Map<String, Double> seen = new HashMap<>();
    private volatile boolean ended;
    private @Nullable Thread looker;

    DatabaseWaitSampler(BenchmarkDatabase database) {
        this.database = database;
    }

    void start() {
        looker = Thread.ofPlatform().name("look-at-database").daemon().start(this::look);
    }

    private void look() {
        while (!ended) {
            List<String> states = database.texts(LOOK);
            synchronized (seen) {
                states.forEach(state -> seen.merge(state, 1.0, Double::sum));
            }
            java.util.concurrent.locks.LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    List<ProfileShare> shares() {
        synchronized (seen) {
            return PartProfiler.shares(seen);
        }
    }

    @Override
    public void close() {
        ended = true;
        Thread looking = looker;
        if (looking != null) {
            try {
                looking.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
