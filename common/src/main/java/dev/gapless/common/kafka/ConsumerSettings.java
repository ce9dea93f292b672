package dev.gapless.common.kafka;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The settings that all consumers share: nothing is committed unasked, and a position that is not there begins at the
 * first record. A caller may change the maps that it gets.
 */
public final class ConsumerSettings {

    private ConsumerSettings() {}

    /** @param service what {@code spring.kafka} gives */
    public static Map<String, Object> ofGroup(Map<String, Object> service, String group, String clientId) {
        Map<String, Object> settings = new HashMap<>(service);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /**
     * Of a consumer that chooses its partitions itself; no group's offsets move.
     *
     * @param service what {@code spring.kafka} gives
     */
    public static Map<String, Object> withoutGroup(Map<String, Object> service, String clientId) {
        Map<String, Object> settings = ofGroup(service, "", clientId);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    /** A consumer of bytes. */
    public static Consumer<byte[], byte[]> open(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
