package dev.gapless.checkpoint.items.cache;

import dev.gapless.testing.FakeClock;
import dev.gapless.testing.servers.TestServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Hints in the real Redis, behind a relay. */
public final class HintRig implements AutoCloseable {

    /** Longer than the service's: a busy machine must not be taken for a Redis that is gone. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI uri = URI.create(TestServers.get().redisUri());
    private final FaultyRelay relay = new FaultyRelay(uri);
    private final FakeClock clock = new FakeClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LettuceConnectionFactory connections;

    HintRig() {
        this(TIMEOUT);
    }

    /** @param patience until a Redis that does not answer counts as gone */
    public HintRig(Duration patience) {
        this.connections = connections(patience);
    }

    private LettuceConnectionFactory connections(Duration patience) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("127.0.0.1", relay.port());
        String user = uri.getUserInfo();
        if (user != null) {
            server.setPassword(user.substring(user.indexOf(':') + 1));
        }
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                server,
                LettuceClientConfiguration.builder().commandTimeout(patience).build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    public DuplicateCache hints(String ledger) {
        return new StoredDuplicateCache(store(), ledger, stream -> Duration.ofHours(6));
    }

    DuplicateCacheStore store() {
        return new RedisCacheStore(
                new StringRedisTemplate(connections), new Random(1), new CacheCircuitBreaker(clock, meters));
    }

    public FaultyRelay relay() {
        return relay;
    }

    public FakeClock clock() {
        return clock;
    }

    double failures() {
        return meters.counter("gapless.cache.failures").count();
    }

    void flushAll() {
        try (RedisConnection connection = connections.getConnection()) {
            connection.serverCommands().flushAll();
        }
    }

    @Override
    public void close() throws IOException {
        connections.destroy();
        relay.close();
    }
}
