package dev.gapless.checkpoint.streams;

import dev.gapless.common.platform.PlatformProperties;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How this feature is put together. */
@Configuration(proxyBeanMethods = false)
class StreamsWiring {

    @Bean
    StreamLedger streamLedger(JdbcTemplate jdbc, TransactionTemplate transaction) {
        return new StreamLedger(jdbc, transaction);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> burials(KafkaProperties kafka, PlatformProperties platform) {
        Map<String, Object> config = kafka.buildProducerProperties();
        config.put(ProducerConfig.CLIENT_ID_CONFIG, "checkpoint-burials-" + platform.instance());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    OrphanSweeper orphanSweeper(JdbcClient jdbc, Producer<byte[], byte[]> burials, Clock clock) {
        return new OrphanSweeper(jdbc, burials, clock);
    }
}
