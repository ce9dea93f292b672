package dev.gapless.scheduler.status;

import dev.gapless.scheduler.costs.MiningCosts;
import dev.gapless.scheduler.objective.ObjectiveReport;
import dev.gapless.scheduler.recovery.ProcessorLag;
import dev.gapless.scheduler.sources.SourceCatalog;
import dev.gapless.scheduler.time.DatabaseClock;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/** How the status is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
class StatusWiring {

    private static final String REQUEST_MILLIS = "2000";
    private static final String ANSWER_MILLIS = "3000";

    @Bean
    CaptureStateLedger captureStateLedger(JdbcClient jdbc) {
        return new CaptureStateLedger(jdbc);
    }

    @Bean
    StatusQueries statusQueries(JdbcClient jdbc) {
        return new StatusQueries(jdbc);
    }

    @Bean
    StatusService statusService(
            StatusQueries queries,
            SourceCatalog sources,
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            @Qualifier("checkpointClient") RestClient checkpoint,
            DatabaseClock clock) {
        return new StatusService(
                queries,
                sources,
                new ConsumerGroups(settings(kafka, servers)),
                new DeadLetterCounts(checkpoint),
                clock);
    }

    @Bean
    AccountHealthQueries accountHealthQueries(JdbcClient jdbc, HealthProperties properties) {
        return new AccountHealthQueries(jdbc, properties);
    }

    @Bean
    HealthReportService healthReportService(
            JdbcClient jdbc,
            AccountHealthQueries accounts,
            StatusService status,
            ObjectiveReport objective,
            KafkaProperties kafka,
            KafkaConnectionDetails servers,
            SourceCatalog sources,
            MiningCosts costs,
            HealthProperties properties,
            DatabaseClock clock) {
        Map<String, Object> settings = settings(kafka, servers);
        return new HealthReportService(
                jdbc,
                accounts,
                status,
                objective,
                new RecordRates(settings),
                new ProcessorLag(settings),
                sources,
                costs,
                properties,
                clock);
    }

    private static Map<String, Object> settings(KafkaProperties kafka, KafkaConnectionDetails servers) {
        Map<String, Object> settings = new HashMap<>(kafka.buildAdminProperties());
        settings.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers.getAdmin().getBootstrapServers());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        return settings;
    }
}
