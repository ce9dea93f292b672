package dev.gapless.checkpoint.items;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.gapless.checkpoint.items.cache.AutomaticDuplicateCache;
import dev.gapless.checkpoint.items.cache.CacheCircuitBreaker;
import dev.gapless.checkpoint.items.cache.CachingItemLedger;
import dev.gapless.checkpoint.items.cache.DuplicateCache;
import dev.gapless.checkpoint.items.cache.DuplicateCacheStore;
import dev.gapless.checkpoint.items.cache.LocalCacheStore;
import dev.gapless.checkpoint.items.cache.RedisCacheStore;
import dev.gapless.checkpoint.items.cache.StoredDuplicateCache;
import dev.gapless.checkpoint.items.commit.DuplicateCacheUse;
import dev.gapless.checkpoint.items.commit.GroupCommitLedger;
import dev.gapless.checkpoint.items.commit.ItemLedger;
import dev.gapless.checkpoint.items.commit.LedgerProperties;
import dev.gapless.checkpoint.items.commit.PayloadRetention;
import dev.gapless.checkpoint.items.commit.PostgresItemLedger;
import dev.gapless.checkpoint.items.lookup.HeldItemReader;
import dev.gapless.checkpoint.jdbc.BatchStatements;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LedgerProperties.class)
class LedgerWiring {

    /**
     * The timeline changes when the database is set back to an earlier state. After a restart, the cache does not find
     * its entries of items that the database no longer holds.
     */
    private static final String IDENTITY = """
            select id || '.' || (pg_control_checkpoint()).timeline_id
              from ledger
            """;

    @Bean
    ItemLedger itemLedger(
            JdbcTemplate jdbc,
            JdbcClient client,
            TransactionOperations transaction,
            StringRedisTemplate redis,
            MeterRegistry meters,
            Clock clock,
            LedgerProperties properties) {
        PayloadRetention storing = properties.storing();
        ItemLedger ledger = new GroupCommitLedger(
                new PostgresItemLedger(new BatchStatements(jdbc), transaction, storing),
                properties.transactions(),
                properties.sharedItems());
        if (properties.duplicateCache() == DuplicateCacheUse.OFF) {
            return ledger;
        }
        String identity = client.sql(IDENTITY).query(String.class).single();
        DuplicateCacheStore shared = new RedisCacheStore(
                redis, () -> ThreadLocalRandom.current().nextLong(), new CacheCircuitBreaker(clock, meters));
        long near = properties.duplicateCacheMemory().toBytes();
        DuplicateCache hints = new StoredDuplicateCache(
                near == 0 ? shared : new LocalCacheStore(shared, near, Ticker.systemTicker(), meters),
                identity,
                properties::keep);
        return new CachingItemLedger(
                ledger,
                properties.duplicateCache() == DuplicateCacheUse.ON
                        ? hints
                        : new AutomaticDuplicateCache(hints, System::nanoTime));
    }

    @Bean
    HeldItemReader itemReader(JdbcTemplate jdbc, TransactionOperations transaction) {
        return new HeldItemReader(jdbc, transaction);
    }
}
