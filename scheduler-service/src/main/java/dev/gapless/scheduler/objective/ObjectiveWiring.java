package dev.gapless.scheduler.objective;

import dev.gapless.scheduler.instants.DatabaseClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the completeness objective is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ObjectiveProperties.class)
class ObjectiveWiring {

    @Bean
    ObjectiveLedger objectiveLedger(JdbcClient jdbc) {
        return new ObjectiveLedger(jdbc);
    }

    @Bean
    ObjectiveRound objectiveRound(
            ObjectiveLedger ledger, ObjectiveProperties properties, DatabaseClock clock, MeterRegistry meters) {
        ObjectiveJudge judge = new ObjectiveJudge(properties.within(), properties.blindAfter());
        return new ObjectiveRound(ledger, judge, properties, clock, meters);
    }

    @Bean
    MeterBinder objectiveTarget(ObjectiveProperties properties) {
        return meters -> Gauge.builder("gapless.slo.target.ratio", properties, ObjectiveProperties::target)
                .register(meters);
    }
}
