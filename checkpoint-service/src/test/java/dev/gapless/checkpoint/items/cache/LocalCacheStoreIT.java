package dev.gapless.checkpoint.items.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.testing.servers.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalCacheStoreIT {

    private static final long MEGABYTE = 1_000_000;
    private static final Duration KEPT = Duration.ofHours(6);

    private final HintRig rig = new HintRig();
    private final AtomicLong nanos = new AtomicLong();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DuplicateCacheStore far = rig.store();
    private final DuplicateCacheStore near = new LocalCacheStore(far, MEGABYTE, nanos::get, meters);
    private final String key = TestServers.unique("key");

    @AfterEach
    void close() throws IOException {
        rig.close();
    }

    @Test
    void what_this_process_put_or_fetched_is_not_asked_of_redis_again() throws IOException {
        String other = TestServers.unique("key");
        near.put(Map.of(key, "one"), KEPT);
        far.put(Map.of(other, "two"), KEPT);
        assertThat(near.get(List.of(other))).containsExactly(Map.entry(other, "two"));

        rig.relay().goAway();

        assertThat(near.get(List.of(key, other))).containsOnly(Map.entry(key, "one"), Map.entry(other, "two"));
        assertThat(rig.failures()).isZero();
        assertThat(meters.get("cache.gets")
                        .tag("result", "hit")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void what_this_process_does_not_hold_is_redis_to_answer() {
        far.put(Map.of(key, "one"), KEPT);

        assertThat(near.get(List.of(key, TestServers.unique("key")))).containsExactly(Map.entry(key, "one"));
    }

    @Test
    void a_newer_hint_of_another_replica_is_met_after_ten_minutes() {
        near.put(Map.of(key, "one"), KEPT);
        far.put(Map.of(key, "two"), KEPT);
        assertThat(near.get(List.of(key))).containsValue("one");

        nanos.addAndGet(TimeUnit.MINUTES.toNanos(10));

        assertThat(near.get(List.of(key))).containsValue("two");
    }

    @Test
    void copies_stay_within_their_memory() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 6_000; i++) {
            many.put(key + "-" + i, "hint");
        }
        near.put(many, KEPT);

        double kept = meters.get("cache.size").gauge().value();
        assertThat(kept).isPositive().isLessThan(MEGABYTE / 200.0);
    }
}
