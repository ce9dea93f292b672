package dev.gapless.checkpoint.ledger;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class LedgerWiring {

    @Bean
    ItemLedger itemLedger(
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            StringRedisTemplate redis,
            MeterRegistry meters,
            Clock clock) {
        Hints hints = new RedisHints(redis, () -> ThreadLocalRandom.current().nextLong(), clock, meters);
        return new HintedLedger(new PostgresItemLedger(jdbc, transaction), hints);
    }
}
