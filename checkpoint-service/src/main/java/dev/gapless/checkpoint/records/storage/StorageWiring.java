package dev.gapless.checkpoint.records.storage;

import dev.gapless.common.platform.RepeatingTask;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StorageProperties.class)
class StorageWiring {

    @Bean
    StorageView storageView(JdbcTemplate jdbc) {
        return new StorageView(jdbc);
    }

    @Bean
    RepeatingTask storageRefresh(StorageView view, MeterRegistry meters, StorageProperties properties) {
        return RepeatingTask.afterPause(
                "storage", properties.refreshEvery(), new StorageGauges(view, meters)::refresh, meters);
    }
}
