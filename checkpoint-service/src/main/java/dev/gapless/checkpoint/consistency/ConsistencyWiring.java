package dev.gapless.checkpoint.consistency;

import dev.gapless.checkpoint.ticking.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsistencyProperties.class)
class ConsistencyWiring {

    @Bean
    ConsistencyView consistencyView(JdbcClient jdbc) {
        return new ConsistencyView(jdbc);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker consistencyRefresh(
            ConsistencyView view, Clock clock, MeterRegistry meters, ConsistencyProperties properties) {
        ConsistencyGauges gauges = new ConsistencyGauges(view, clock, properties.period(), meters);
        return new Ticker("consistency", properties.refreshEvery(), gauges::refresh, meters);
    }
}
