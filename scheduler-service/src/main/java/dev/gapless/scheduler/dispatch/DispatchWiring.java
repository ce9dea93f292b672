package dev.gapless.scheduler.dispatch;

import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.ticking.Ticker;
import dev.gapless.scheduler.ticking.Turns;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaOperations;

/** How dispatch is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DispatchProperties.class)
class DispatchWiring {

    @Bean
    Dispatcher dispatcher(
            JdbcClient jdbc,
            DispatchProperties properties,
            KafkaOperations<String, byte[]> kafka,
            Turns turns,
            DatabaseClock clock,
            MeterRegistry meters) {
        return new Dispatcher(
                new AccountQueue(jdbc),
                new GapDispatchLedger(jdbc, properties),
                new PollDispatchLedger(jdbc, properties),
                kafka,
                turns,
                clock,
                meters);
    }

    @Bean
    Ticker dispatchTicker(
            Dispatcher dispatcher, RequiredTopics topics, DispatchProperties properties, MeterRegistry meters) {
        return new Ticker("dispatch", properties.interval(), topics.whenReady(dispatcher::dispatch), meters);
    }
}
