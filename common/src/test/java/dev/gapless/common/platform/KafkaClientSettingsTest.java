package dev.gapless.common.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.unit.DataSize;

class KafkaClientSettingsTest {

    @Test
    void every_client_is_made_with_what_the_promise_needs() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        PlatformAutoConfiguration.class, KafkaAutoConfiguration.class, TopicsAutoConfiguration.class))
                .withPropertyValues(
                        "spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "spring.kafka.consumer.properties.allow.auto.create.topics=true",
                        "gapless.topics.partitions=7",
                        "gapless.topics.max-record=2MB")
                .run(context -> {
                    KafkaProperties kafka = context.getBean(KafkaProperties.class);
                    assertThat(kafka.buildConsumerProperties())
                            .containsEntry("allow.auto.create.topics", "false")
                            .containsEntry("metadata.max.age.ms", "10000");
                    assertThat(kafka.buildAdminProperties()).containsEntry("metadata.max.age.ms", "10000");
                    assertThat(kafka.buildProducerProperties())
                            .containsEntry("max.request.size", "3145728")
                            .containsEntry("partitioner.class", KeyPartitioner.class.getName())
                            .containsEntry("metadata.max.age.ms", "10000");
                    assertThat(context.getBean(RequiredTopics.class).ready()).isFalse();
                });
    }

    @Test
    void a_key_has_the_partition_that_kafka_itself_gives_it_whatever_the_broker_has() {
        try (KeyPartitioner partitioner = new KeyPartitioner()) {
            partitioner.configure(Map.of(KeyPartitioner.PARTITIONS, "12"));
            assertThat(IntStream.range(0, 1_000)).allSatisfy(number -> {
                byte[] key = ("forum/member-" + number).getBytes(UTF_8);
                assertThat(partitioner.partition("any", null, key, null, null, Cluster.empty()))
                        .isEqualTo(BuiltInPartitioner.partitionForKey(key, 12));
            });
            assertThat(partitioner.partition("any", null, null, null, null, Cluster.empty()))
                    .isBetween(0, 11);
        }
    }

    @Test
    void every_client_is_encrypted_and_known_by_what_is_said_once() {
        KafkaProperties kafka = new KafkaProperties();
        kafka.getSecurity().setProtocol("SASL_SSL");
        kafka.getSsl().setTrustStoreType("PEM");
        kafka.getSsl().setTrustStoreLocation(new FileSystemResource("/etc/gapless/kafka-ca.pem"));
        kafka.getProperties().put("sasl.mechanism", "SCRAM-SHA-512");

        KafkaClientSettings.apply(kafka, topics(3, 2, 8));

        assertThat(List.of(
                        kafka.buildProducerProperties(), kafka.buildConsumerProperties(), kafka.buildAdminProperties()))
                .allSatisfy(client -> assertThat(client)
                        .containsEntry("security.protocol", "SASL_SSL")
                        .containsEntry("ssl.truststore.type", "PEM")
                        .containsEntry("ssl.truststore.location", "/etc/gapless/kafka-ca.pem")
                        .containsEntry("sasl.mechanism", "SCRAM-SHA-512"));
    }

    @Test
    void a_bundle_that_the_clients_would_not_see_is_refused() {
        KafkaProperties kafka = new KafkaProperties();
        kafka.getConsumer().getSsl().setBundle("kafka");

        assertThatThrownBy(() -> KafkaClientSettings.apply(kafka, topics(3, 2, 8)))
                .hasMessageContaining("spring.kafka.consumer.ssl.bundle: kafka")
                .hasMessageContaining("trust-store-location");
    }

    @Test
    void numbers_that_cannot_be_are_refused_with_the_property_to_change() {
        assertThatThrownBy(() -> topics(1, 2, 8)).hasMessageContaining("gapless.topics.min-insync-replicas: 2");
        assertThatThrownBy(() -> topics(3, 2, 25)).hasMessageContaining("gapless.topics.max-record");
        assertThatThrownBy(() -> topics(3, 2, 0)).hasMessageContaining("gapless.topics.max-record");
    }

    private static PlatformProperties.Topics topics(int replication, int inSync, int megabytes) {
        return new PlatformProperties.Topics(
                12, (short) replication, (short) inSync, DataSize.ofMegabytes(megabytes), Duration.ofSeconds(1));
    }
}
