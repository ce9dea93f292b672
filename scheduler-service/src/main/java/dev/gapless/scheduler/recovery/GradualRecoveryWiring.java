package dev.gapless.scheduler.recovery;

import dev.gapless.common.platform.RepeatingTask;
import dev.gapless.scheduler.scheduling.ClusterLock;
import dev.gapless.scheduler.stops.StopService;
import dev.gapless.scheduler.time.DatabaseClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How gradual recovery is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GradualRecoveryProperties.class)
class GradualRecoveryWiring {

    @Bean
    RecoveryRunLedger recoveryRunLedger(JdbcClient jdbc) {
        return new RecoveryRunLedger(jdbc);
    }

    @Bean
    SliceOutcomeCounter sliceOutcomeCounter(RecoveryRunLedger runs) {
        return new SliceOutcomeCounter(runs);
    }

    @Bean
    RecoveryGates recoveryGates(
            JdbcClient jdbc,
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            GradualRecoveryProperties properties) {
        Map<String, Object> admin = new HashMap<>(kafka.buildAdminProperties());
        admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getAdmin().getBootstrapServers());
        return new RecoveryGates(jdbc, new ProcessorLag(admin), properties);
    }

    @Bean
    RepeatingTask recoveryTicker(
            RecoveryRunLedger runs,
            StopService stops,
            RecoveryGates gates,
            SliceOutcomeCounter outcomes,
            ClusterLock turns,
            DatabaseClock clock,
            GradualRecoveryProperties properties,
            MeterRegistry meters) {
        RecoveryRunner runner = new RecoveryRunner(runs, stops, gates, outcomes, turns, clock, properties);
        return new RepeatingTask("recovery", properties.interval(), runner::round, meters);
    }
}
