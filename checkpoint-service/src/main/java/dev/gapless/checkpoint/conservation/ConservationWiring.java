package dev.gapless.checkpoint.conservation;

import dev.gapless.checkpoint.ticking.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConservationProperties.class)
class ConservationWiring {

    @Bean
    Books books(KafkaProperties kafka, JdbcClient jdbc) {
        return new Books(kafka.buildAdminProperties(), jdbc);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Ticker conservationWatch(Books books, MeterRegistry meters, ConservationProperties properties) {
        return new Ticker(
                "conservation", properties.readEvery(), new ConservationGauges(books, meters)::refresh, meters);
    }
}
