package dev.gapless.scheduler.shards;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** How shards are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ShardLeaseProperties.class)
class ShardsWiring {

    /** Left after all loops have stopped, and while the database can still be reached. */
    @Bean(destroyMethod = "leave")
    ShardOwnership shardOwnership(
            JdbcClient jdbc,
            TransactionOperations transactions,
            @Value("${gapless.instance:scheduler}") String instance,
            ShardLeaseProperties properties,
            MeterRegistry meters) {
        return new ShardOwnership(new ShardLeaseTable(jdbc, transactions, instance, properties.lease()), meters);
    }

    @Bean
    RepeatingTask shardTicker(ShardOwnership ownership, ShardLeaseProperties properties, MeterRegistry meters) {
        return new RepeatingTask("shards", properties.interval(), ownership::renew, meters);
    }
}
