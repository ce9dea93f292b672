package dev.gapless.scheduler.audits;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.planning.MissingClient;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaOperations;

/** How audits are put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditPlanningWiring {

    @Bean
    RepeatingTask auditTicker(
            FollowedStreams streams,
            SourceCatalog sources,
            MissingClient missing,
            JdbcClient jdbc,
            KafkaOperations<String, byte[]> kafka,
            RequiredTopics topics,
            DatabaseClock clock,
            MeterRegistry meters,
            AuditProperties properties) {
        AuditPlanner auditor = new AuditPlanner(
                streams,
                sources,
                missing,
                new AuditLedger(jdbc),
                kafka,
                new RandomSampler(new SecureRandom()),
                clock,
                meters,
                properties);
        return new RepeatingTask("audits", properties.interval(), topics.whenReady(auditor::round), meters);
    }
}
