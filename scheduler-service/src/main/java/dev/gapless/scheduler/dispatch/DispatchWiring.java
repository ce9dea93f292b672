package dev.gapless.scheduler.dispatch;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.drains.DrainFronts;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.shards.ShardOwnership;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.transaction.support.TransactionOperations;

/** How dispatch is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchProperties.class)
class DispatchWiring {

    @Bean
    TaskDispatcher dispatcher(
            JdbcClient jdbc,
            DispatchProperties properties,
            DrainFronts drains,
            KafkaOperations<String, byte[]> kafka,
            ClusterLock turns,
            ShardOwnership ownership,
            TransactionOperations transactions,
            DatabaseClock clock,
            MeterRegistry meters) {
        return new TaskDispatcher(
                new AccountQueue(jdbc),
                new GapDispatchLedger(jdbc, properties),
                new PollDispatchLedger(jdbc, properties),
                drains,
                kafka,
                turns,
                ownership,
                transactions,
                clock,
                meters);
    }

    @Bean
    RepeatingTask dispatchTicker(
            TaskDispatcher dispatcher, RequiredTopics topics, DispatchProperties properties, MeterRegistry meters) {
        return new RepeatingTask("dispatch", properties.interval(), topics.whenReady(dispatcher::dispatch), meters);
    }
}
