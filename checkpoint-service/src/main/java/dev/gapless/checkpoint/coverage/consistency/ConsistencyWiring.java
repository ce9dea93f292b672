package dev.gapless.checkpoint.coverage.consistency;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConsistencyProperties.class)
class ConsistencyWiring {

    @Bean
    ConsistencyReport consistencyReport(JdbcClient jdbc, @Qualifier("schedulerClient") RestClient scheduler) {
        return new ConsistencyReport(new ConsistencyView(jdbc), new LiveUptime(jdbc), new GapFill(scheduler));
    }

    @Bean
    RepeatingTask consistencyRefresh(
            ConsistencyReport report, Clock clock, MeterRegistry meters, ConsistencyProperties properties) {
        ConsistencyGauges gauges = new ConsistencyGauges(report, clock, properties.period(), meters);
        return RepeatingTask.afterPause("consistency", properties.refreshEvery(), gauges::refresh, meters);
    }
}
