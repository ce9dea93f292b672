package dev.gapless.checkpoint.records.accounting;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccountingProperties.class)
class AccountingWiring {

    @Bean
    RecordAccounting books(KafkaProperties kafka, JdbcClient jdbc) {
        return new RecordAccounting(kafka.buildAdminProperties(), jdbc);
    }

    @Bean
    RepeatingTask accountingWatch(RecordAccounting books, MeterRegistry meters, AccountingProperties properties) {
        return RepeatingTask.afterPause(
                "accounting", properties.readEvery(), new AccountingGauges(books, meters)::refresh, meters);
    }
}
