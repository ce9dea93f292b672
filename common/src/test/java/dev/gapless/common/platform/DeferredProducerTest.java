package dev.gapless.common.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeferredProducerTest {

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Deque<Supplier<Producer<byte[], byte[]>>> openings = new ArrayDeque<>();
    private boolean ready = true;
    private final RequiredTopics topics = new RequiredTopics() {
        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void await() {
            throw new AssertionError("a producer's user must not be kept waiting");
        }
    };

    @Test
    void nothing_is_sent_before_the_topics_are_ready() {
        ready = false;
        try (DeferredProducer producer = producer(List.of(() -> kafka))) {
            assertThatThrownBy(() -> send(producer)).isInstanceOf(TopicsNotReadyException.class);
            assertThat(openings).as("not even opened").hasSize(1);

            ready = true;
            send(producer);
            send(producer);
        }
        assertThat(kafka.history()).hasSize(2);
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void a_kafka_without_an_address_is_looked_for_again_by_the_next_record() {
        Supplier<Producer<byte[], byte[]>> unresolved = () -> {
            throw new KafkaException("not constructed", new ConfigException("no resolvable address"));
        };
        try (DeferredProducer producer = producer(List.of(unresolved, () -> kafka))) {
            assertThatThrownBy(() -> send(producer)).isInstanceOf(KafkaException.class);
            send(producer);
        }
        assertThat(kafka.history()).hasSize(1);
    }

    @Test
    void kafkas_own_producer_cannot_be_made_without_an_address() {
        try (DeferredProducer producer =
                new DeferredProducer(topics, Map.of("bootstrap.servers", "nowhere.invalid:9092"))) {
            assertThatThrownBy(() -> send(producer))
                    .isInstanceOf(KafkaException.class)
                    .hasRootCauseInstanceOf(ConfigException.class);
        }
    }

    @Test
    void a_closed_one_stays_closed() {
        DeferredProducer producer = producer(List.of(() -> kafka));
        producer.close();

        assertThatThrownBy(() -> send(producer)).isInstanceOf(IllegalStateException.class);
    }

    private DeferredProducer producer(List<Supplier<Producer<byte[], byte[]>>> opened) {
        openings.addAll(opened);
        return new DeferredProducer(topics, () -> openings.removeFirst().get(), Duration.ofSeconds(1));
    }

    private static void send(Producer<byte[], byte[]> producer) {
        var _ = producer.send(new ProducerRecord<>("topic", new byte[] {1}, new byte[] {2}));
    }
}
