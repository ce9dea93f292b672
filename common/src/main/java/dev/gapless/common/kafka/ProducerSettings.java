package dev.gapless.common.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The settings that all producers share: all in-sync replicas acknowledge, and a repeated send writes once. */
public final class ProducerSettings {

    private static final int LINGER_MILLIS = 5;

    private ProducerSettings() {}

    /**
     * The caller may change the map.
     *
     * @param service what {@code spring.kafka} gives; its pause and compression win
     */
    public static Map<String, Object> durable(Map<String, Object> service, String clientId) {
        Map<String, Object> settings = new HashMap<>(service);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /**
     * How long Kafka may take.
     *
     * @param delivery of a record, all attempts together
     * @param request of one attempt
     * @param block of a call of send, while the buffer is full or the topic unknown
     */
    public static void limit(Map<String, Object> settings, Duration delivery, Duration request, Duration block) {
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(delivery.toMillis()));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(request.toMillis()));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, block.toMillis());
    }
}
