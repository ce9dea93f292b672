package dev.gapless.scheduler.audits;

import dev.gapless.common.platform.RequiredTopics;
import dev.gapless.scheduler.accounts.FollowedStreams;
import dev.gapless.scheduler.instants.DatabaseClock;
import dev.gapless.scheduler.planning.MissingClient;
import dev.gapless.scheduler.sources.Sources;
import dev.gapless.scheduler.ticking.Ticker;
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
class AuditsWiring {

    @Bean
    Ticker auditTicker(
            FollowedStreams streams,
            Sources sources,
            MissingClient missing,
            JdbcClient jdbc,
            KafkaOperations<String, byte[]> kafka,
            RequiredTopics topics,
            DatabaseClock clock,
            MeterRegistry meters,
            AuditProperties properties) {
        Auditor auditor = new Auditor(
                streams,
                sources,
                missing,
                new AuditLedger(jdbc),
                kafka,
                new Draw(new SecureRandom()),
                clock,
                meters,
                properties);
        return new Ticker("audits", properties.interval(), topics.whenReady(auditor::round), meters);
    }
}
